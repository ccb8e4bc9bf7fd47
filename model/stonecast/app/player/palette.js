// Colours: after Okabe and Ito, told apart with any colour vision; every state also has its own shape and size.

export const PLAN_FILLS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#999933"];
export const PLAN_INKS = ["#005A8D", "#A84A00", "#00694D", "#8F4571", "#855C00", "#1F6B99", "#882255", "#66661F"];
export const PLAN_DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [12, 4], [4, 4]];

export const DARK = {
  name: "dark",
  deep: [8, 44, 74], middle: [10, 72, 100], shallow: [20, 100, 116],
  tint: 20, shimmer: 9, contour: [160, 225, 232, 0.26],
  shore: "#d8cdb4", shoreEdge: "#b9aa8a", foam: "rgba(233,250,255,0.55)", depthShadow: "rgba(2,14,28,0.55)",
  tie: "186,224,238", tieAlpha: [0.05, 0.1, 0.17],
  unaware: "rgba(206,230,240,0.66)",
  saw: "#79CBF7", engaged: "#FFB52E", reshared: "#FFE08A", orders: "#2FE0A2", praised: "#D9C2FF", warned: "#FF8AC9",
  edge: "rgba(4,20,36,0.9)", orderEdge: "#ffffff",
  stone: ["#f4f1ea", "#b8b2a6", "#6d675d"], stoneEdge: "#10202e", pebble: "rgba(226,232,236,0.5)", glow: "255,176,46",
  sawGlow: "121,203,247",
  post: "#FFE9B8", trail: "rgba(255,214,130,0.5)",
  lit: [[96, 190, 222], [240, 252, 255]], litAlpha: 0.7, shade: [2, 16, 38], shadeAlpha: 0.46,
  path: "#ffffff", pathEdge: "rgba(4,16,30,0.85)", label: "#ffffff", labelEdge: "rgba(4,20,36,0.9)",
  crowd: { saw: [121, 203, 247], engaged: [255, 181, 46], orders: [47, 224, 162] },
};

export const BRIGHT = {
  name: "bright",
  deep: [232, 243, 248], middle: [216, 234, 242], shallow: [190, 220, 230],
  tint: 14, shimmer: 6, contour: [60, 110, 130, 0.2],
  shore: "#cdbf9e", shoreEdge: "#a8997a", foam: "rgba(255,255,255,0.9)", depthShadow: "rgba(20,60,84,0.28)",
  tie: "40,80,104", tieAlpha: [0.05, 0.1, 0.16],
  unaware: "rgba(62,90,110,0.6)",
  saw: "#1769AA", engaged: "#C04A00", reshared: "#8A3200", orders: "#00644A", praised: "#4B2E9E", warned: "#8A1F63",
  edge: "rgba(255,255,255,0.95)", orderEdge: "#ffffff",
  stone: ["#8b8a86", "#5d5b57", "#2e2c29"], stoneEdge: "#ffffff", pebble: "rgba(50,58,64,0.42)", glow: "230,110,20",
  sawGlow: "23,105,170",
  post: "#7A2E00", trail: "rgba(192,74,0,0.5)",
  lit: [[255, 255, 255], [255, 255, 255]], litAlpha: 0.85, shade: [20, 74, 110], shadeAlpha: 0.36,
  path: "#1B2733", pathEdge: "rgba(255,255,255,0.95)", label: "#1B2733", labelEdge: "rgba(255,255,255,0.95)",
  crowd: { saw: [23, 105, 170], engaged: [192, 74, 0], orders: [0, 100, 74] },
};

// Contrast of two colours after WCAG 2: from 1 to 21.
export function contrast(one, other) {
  const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

function luminance(colour) {
  const parts = Array.isArray(colour) ? colour : [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  const [r, g, b] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
