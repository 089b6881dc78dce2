// What the camera has to see of a plan, and from where it sees most.

import * as THREE from "three";

const NEAR = 1; // to the team's way: what moves is seen there [m]
const standing = (plan) => plan.obstacles.filter(({ path }) => !path);

// What has to be seen: the way of everything that moves, with the size of a quadrotor around it, all that stands, and
// obstacles that move while they are near.
export function landmarks(plan) {
  const points = [];
  const around = ([x, y, z], reach, low = z - reach, high = z + reach) => {
    for (const [dx, dy] of [[-1, -1], [-1, 1], [1, -1], [1, 1]]) {
      for (const height of [low, high]) points.push(new THREE.Vector3(x + dx * reach, y + dy * reach, height));
    }
  };
  const complete = (point) => point.every((value) => value !== null);
  const radius = Math.max(0.1, ...plan.quads.radius.filter((r) => r !== null));
  const moving = [...plan.quads.position, plan.load?.position ?? [], plan.load?.reference ?? [], plan.goals ?? []];
  for (const path of moving) path.filter(complete).filter((_, k) => k % 5 === 0).forEach((p) => around(p, radius));
  const heights = points.map((point) => point.z);
  const floor = Math.min(0, ...heights.map((z) => z + radius));
  const top = Math.max(2.5, ...heights);
  points.push(new THREE.Vector3(points[0]?.x ?? 0, points[0]?.y ?? 0, floor));
  const box = new THREE.Box3().setFromPoints(points).expandByScalar(NEAR);
  for (const { center, radius: r, sphere, path } of plan.obstacles) {
    const places = path ? path.filter((place, k) => k % 5 === 0 && box.distanceToPoint(new THREE.Vector3(...place)) < r) : [center];
    for (const place of places) sphere ? around(place, r) : around(place, 0.8 * r, floor, top);
  }
  return { points, floor, top };
}

// Direction near `heading` along which the obstacles hide least of what moves.
function clearest(plan, heading) {
  const points = plan.quads.position.flatMap((path) => path.filter((p, k) => k % 5 === 0 && p[0] !== null));
  const hidden = (turn) => {
    const [x, y] = [Math.cos(heading + turn), Math.sin(heading + turn)];
    const hides = ({ center, radius }, p) => {
      const [dx, dy] = [p[0] - center[0], p[1] - center[1]];
      return dx * x + dy * y > 0 && Math.abs(dy * x - dx * y) < radius;
    };
    return points.filter((p) => standing(plan).some((obstacle) => hides(obstacle, p))).length;
  };
  const turns = [0, 1, -1, 2, -2, 3, -3, 4, -4].map((step) => step * 0.12);
  const counts = turns.map(hidden);
  return heading + turns[counts.indexOf(Math.min(...counts))];
}

// Direction [rad] through the narrowest gap between two obstacles, else along the team's way.
export function heading(plan) {
  const centers = plan.quads.position.map((path) => [path[0], path[path.length - 1]]);
  const way = centers.reduce((sum, [a, b]) => [sum[0] + b[0] - a[0], sum[1] + b[1] - a[1]], [0, 0]);
  const along = way[0] || way[1] ? Math.atan2(way[1], way[0]) : 0;
  let gap = Infinity;
  let through = along;
  standing(plan).forEach((a, i) => standing(plan).slice(i + 1).forEach((b) => {
    const [dx, dy] = [b.center[0] - a.center[0], b.center[1] - a.center[1]];
    const width = Math.hypot(dx, dy) - a.radius - b.radius;
    if (width >= gap) return;
    gap = width;
    through = Math.atan2(dx, -dy);
  }));
  return clearest(plan, Math.cos(through - along) < 0 ? through + Math.PI : through);
}
