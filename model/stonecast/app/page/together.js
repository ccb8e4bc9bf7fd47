// A class in one place: opening it, joining it, following the teacher.

import { question, readLink } from "./link.js";
import { failed, notice } from "./notice.js";
import { askForRoom, keyOf, Room } from "./room.js";
import { t } from "./words.js";

// What a class is asked by a link: the question to the model, and the step of a lesson.
function askedBy(link) {
  const state = readLink(link);
  const asked = new URLSearchParams({ ...question(state), lesson: state.lesson, step: state.step });
  asked.sort();
  return asked.toString();
}

// What a page can do with a class; acts are what the page lends for it.
export function makeClass(page, { answer, betAgain, drawAll, drawMiddle, linkFor, renew, throwAll, wantsBet, writeState }) {
  const told = { changed: roomChanged, failed: roomFailed, found: () => notice() };

  function openClass() {
    askForRoom({
      open: async () => {
        try {
          const room = await Room.open(linkFor(""), told);
          enter(room);
          betAgain();
          writeState();
        } catch (error) {
          failed(error);
        }
      },
      join: (code) => joinRoom(code),
      leave: page.room ? leaveRoom : null,
    });
  }

  // One class at a time, or none.
  function enter(room) {
    page.room?.close();
    page.room = room;
    page.state.code = room?.code ?? "";
    document.getElementById("class")?.setAttribute("aria-pressed", String(Boolean(room)));
    if (!room && page.told.lesson) drawAll(); // from here on by oneself
  }

  function joinRoom(code) {
    enter(new Room({ code, key: keyOf(code), ...told }));
    writeState();
  }

  // A pupil follows the teacher: the same state of the pond, covered while bets are open, thrown when they are closed.
  async function roomChanged(room, before) {
    if (page.room !== room) return;
    if (!room.isTeacher) page.bet = room.bet;
    const isNew = !before || before.round !== room.told.round;
    if (!room.isTeacher && (isNew || before.link !== room.told.link)) {
      const next = readLink(room.told.link);
      page.state = { ...next, lang: page.state.lang, code: room.code, scenario: next.scenario || page.told.scenario.name };
      page.isCovered = true;
      const { scenario, lesson } = page.told;
      if (page.state.scenario !== scenario.name || page.state.lesson !== (lesson?.name ?? "")) {
        await renew();
        page.bet = room.bet;
        drawMiddle();
        return;
      }
      drawAll();
      await answer({ keepBet: true });
    }
    if (room.isTeacher && isNew && before) betAgain();
    if (!room.told.is_open && page.isCovered && page.player) throwAll();
    else drawMiddle();
  }

  // What the teacher sets is what the class bets on: told while bets are open, and as a new round where ponds are covered.
  function tell() {
    const { room } = page;
    if (!room?.isTeacher || !room.told || (!room.told.is_open && !page.isCovered)) return;
    const link = linkFor(room.code);
    if (askedBy(link) !== askedBy(room.told.link)) room.direct("next", link).catch(failed);
    else if (!room.told.is_open) throwAll();
  }

  // No such class, or no more: on without it.
  function roomFailed(error, room) {
    if (error.status !== 422) return failed(error);
    if (page.room !== room) return;
    enter(null);
    drawMiddle();
    writeState();
    notice(t("class.unknown", { code: room.code }), "bad");
  }

  function notPlaced(error) {
    page.bet = page.room?.bet ?? "";
    drawMiddle();
    failed(error);
  }

  function leaveRoom() {
    enter(null);
    if (page.isCovered && !wantsBet()) throwAll();
    else drawMiddle();
    writeState();
  }

  return { openClass, joinRoom, leaveRoom, tell, notPlaced };
}
