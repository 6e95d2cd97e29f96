"use strict";
for (const figure of document.querySelectorAll("figure[data-before]")) {
  const before = document.getElementById(figure.dataset.before);
  if (!before) continue;
  const picture = figure.querySelector(".frame");
  const copy = new Image();
  copy.src = before.src;
  copy.alt = "";
  copy.className = "before";
  const line = document.createElement("span");
  line.className = "divider";
  const sides = ["Before", "After"].map((word) => {
    const side = document.createElement("span");
    side.className = "side " + word.toLowerCase() + "-side";
    side.textContent = word;
    return side;
  });
  picture.append(copy, line, ...sides);
  const label = figure.querySelector(".compare");
  const range = label.querySelector("input");
  const show = () => {
    figure.style.setProperty("--cut", range.value + "%");
    line.hidden = range.value === "0" || range.value === "100";
    for (const side of sides) side.hidden = line.hidden;
  };
  range.addEventListener("input", show);
  label.hidden = false;
  show();
}
