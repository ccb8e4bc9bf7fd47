// A class in one place: opening it, joining it, following the teacher.

import { readLink } from "./link.js";
import { failed } from "./notice.js";
import { askForRoom, keyOf, Room } from "./room.js";

// What a page can do with a class; acts are what the page lends for it.
export function makeClass(page, { answer, betAgain, drawMiddle, linkFor, renew, throwAll, writeState }) {
  function openClass() {
    askForRoom({
      open: async () => {
        try {
          page.room = await Room.open(linkFor(""), { changed: roomChanged, failed });
          page.state.code = page.room.code;
          betAgain();
          writeState();
        } catch (error) {
          failed(error);
        }
      },
      join: (code) => joinRoom(code),
    });
  }

  function joinRoom(code) {
    page.room?.close();
    page.state.code = code;
    page.room = new Room({ code, key: keyOf(code), changed: roomChanged, failed });
    writeState();
  }

  // A pupil follows the teacher: the same state of the pond, covered while bets are open, thrown when they are closed.
  async function roomChanged(room, before) {
    if (page.room !== room) return;
    const isNew = !before || before.round !== room.told.round;
    if (!room.isTeacher && (isNew || before.link !== room.told.link)) {
      const next = readLink(room.told.link);
      page.state = { ...next, lang: page.state.lang, code: room.code, scenario: next.scenario || page.told.scenario.name };
      page.isCovered = true;
      page.bet = room.bet;
      if (page.state.scenario !== page.told.scenario.name) {
        await renew();
        return;
      }
      page.controls?.show(page.state.choices);
      await answer({ keepBet: true });
    }
    if (room.isTeacher && isNew && before) betAgain();
    if (!room.told.is_open && page.isCovered && page.player) throwAll();
    else drawMiddle();
  }

  function leaveRoom() {
    page.room?.close();
    page.room = null;
    page.state.code = "";
    page.isCovered = false;
    page.player?.uncover();
    drawMiddle();
    writeState();
  }

  return { openClass, joinRoom, leaveRoom };
}
