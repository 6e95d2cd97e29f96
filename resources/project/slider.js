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
  picture.append(copy, line);
  const label = figure.querySelector(".compare");
  const range = label.querySelector("input");
  const show = () => {
    figure.style.setProperty("--cut", range.value + "%");
    line.hidden = range.value === "0" || range.value === "100";
  };
  range.addEventListener("input", show);
  label.hidden = false;
  show();
}
