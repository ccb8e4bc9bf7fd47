// Shapes that the pond and the figures share, for a radius of 1.

// A star with five points, its first corner up.
export const STAR = Array.from({ length: 10 }, (_, k) => {
  const reach = k % 2 ? 0.45 : 1, angle = (k / 10) * 2 * Math.PI;
  return [reach * Math.sin(angle), -reach * Math.cos(angle)];
});
