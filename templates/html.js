"use strict";
/* Registers: filter, sort and page over the rows of the data island. Everything is drawn with textContent. */
(function () {
	var SVG = "http://www.w3.org/2000/svg", PAGE = 50, WAIT = 150, KEY = 20;
	function island(id) {
		var at = document.getElementById(id);
		return at ? JSON.parse(at.textContent) : null;
	}
	var words = island("words");
	if (!words) return;
	function el(name, className, text) {
		var e = document.createElement(name);
		if (className) e.className = className;
		if (text !== undefined) e.textContent = text;
		return e;
	}
	function word(key, parts) {
		return words[key].replace(/\{(\w+)\}/g, function (all, name) { return parts[name]; });
	}
	function count(n) {
		return String(n).replace(/\B(?=(\d{3})+$)/g, words["format.group"]);
	}
	function text(cell) { return typeof cell === "string" ? cell : cell[0]; }
	function raw(cell) { return typeof cell === "string" ? cell : cell[1]; }

	/* An identifier may break after its separators only, a short key nowhere. */
	function identifier(value) {
		var code = el("code");
		code.dir = "ltr";
		if (value.length <= KEY && !/[\/:]/.test(value)) {
			code.className = "key";
			code.textContent = value;
			return code;
		}
		value.split(/([\/:.\-_@,]+)/).forEach(function (piece, i) {
			code.appendChild(document.createTextNode(piece));
			if (i % 2) code.appendChild(el("wbr"));
		});
		return code;
	}
	function badge(list, code, value) {
		var look = words[list][code] || ["none", "dash"];
		var b = el("span", "badge b-" + look[0]), svg = document.createElementNS(SVG, "svg");
		var use = document.createElementNS(SVG, "use");
		svg.setAttribute("class", "sign");
		svg.setAttribute("aria-hidden", "true");
		use.setAttribute("href", "#s-" + look[1]);
		svg.appendChild(use);
		b.appendChild(svg);
		b.appendChild(document.createTextNode(value));
		return b;
	}
	function drawCell(column, cell) {
		var td = el("td", "c-" + column.look), value = text(cell), inner;
		if (column.marks && raw(cell)) inner = badge(column.marks, raw(cell), value);
		else if (column.look === "id" && value) inner = identifier(value);
		else inner = el(column.outside ? "bdi" : "span", "", value);
		if (column.look === "id" && value && document.getElementById(value)) {
			var a = el("a");
			a.href = "#" + value;
			a.appendChild(inner);
			inner = a;
		}
		td.appendChild(inner);
		if (cell[2] && typeof cell !== "string") {
			var below = el("span", "below");
			below.appendChild(identifier(cell[2]));
			td.appendChild(below);
		}
		return td;
	}

	function Register(root) {
		var data = island("data-" + root.id), self = this;
		if (!data) return;
		this.data = data;
		this.root = root;
		this.body = root.querySelector("tbody");
		this.table = root.querySelector("table");
		this.order = data.rows.map(function (row, i) { return i; });
		this.shown = this.order;
		this.page = 0;
		this.filters = {};
		this.texts = null;
		this.query = "";
		this.controls();
		this.heads();
		var more = root.querySelector(".more");
		if (more) more.remove();
		this.draw();
		window.addEventListener("beforeprint", function () { self.print(); });
		window.addEventListener("afterprint", function () { self.draw(); });
	}
	Register.prototype.controls = function () {
		var bar = el("div", "filters"), self = this, timer;
		if (this.data.rows.length > 8) {
			var label = el("label", "", words["html.search"]), input = el("input");
			input.type = "search";
			input.addEventListener("input", function () {
				clearTimeout(timer);
				timer = setTimeout(function () { self.query = input.value.toLowerCase(); self.filter(); }, WAIT);
			});
			label.appendChild(input);
			bar.appendChild(label);
			this.data.columns.forEach(function (column, i) { if (column.filter) bar.appendChild(self.select(column, i)); });
		}
		this.live = el("p", "live");
		this.live.setAttribute("aria-live", "polite");
		bar.appendChild(this.live);
		bar.hidden = bar.childElementCount === 1;
		this.root.insertBefore(bar, this.root.firstChild);
		this.pager = el("div", "pager");
		this.root.appendChild(this.pager);
	};
	Register.prototype.select = function (column, i) {
		var label = el("label", "", column.head), select = el("select"), seen = {}, self = this;
		select.appendChild(el("option", "", words["html.all"])).value = "";
		this.data.rows.forEach(function (row) {
			var value = text(row[i]);
			if (value && !Object.prototype.hasOwnProperty.call(seen, "=" + value)) {
				seen["=" + value] = true;
				select.appendChild(el("option", "", value)).value = value;
			}
		});
		select.addEventListener("change", function () { self.filters[i] = select.value; self.filter(); });
		label.appendChild(select);
		return label;
	};
	Register.prototype.heads = function () {
		var self = this;
		this.table.querySelectorAll("thead th").forEach(function (th, i) {
			var button = el("button", "sort", th.textContent);
			button.type = "button";
			th.textContent = "";
			th.appendChild(button);
			button.addEventListener("click", function () { self.sort(th, i); });
		});
	};
	Register.prototype.sort = function (th, i) {
		var down = th.getAttribute("aria-sort") === "ascending", rows = this.data.rows, look = this.data.columns[i].look;
		this.table.querySelectorAll("thead th").forEach(function (t) { t.removeAttribute("aria-sort"); });
		th.setAttribute("aria-sort", down ? "descending" : "ascending");
		/* Badges keep the order of the model: worst first. */
		var first = {};
		if (look === "badge") rows.forEach(function (row, n) { var c = raw(row[i]); if (!(c in first)) first[c] = n; });
		this.order.sort(function (a, b) {
			var x = raw(rows[a][i]), y = raw(rows[b][i]), d;
			if (look === "badge") d = first[x] - first[y];
			else if (look === "number") d = Number(x) - Number(y);
			else d = x < y ? -1 : x > y ? 1 : 0;
			return (down ? -d : d) || a - b;
		});
		this.filter();
	};
	Register.prototype.filter = function () {
		var self = this, rows = this.data.rows;
		if (!this.texts) this.texts = rows.map(function (row) {
			return row.map(function (cell) { return typeof cell === "string" ? cell : cell[0] + " " + (cell[2] || ""); }).join("\n").toLowerCase();
		});
		this.shown = this.order.filter(function (n) {
			if (self.query && self.texts[n].indexOf(self.query) < 0) return false;
			for (var i in self.filters) if (self.filters[i] && text(rows[n][i]) !== self.filters[i]) return false;
			return true;
		});
		this.page = 0;
		this.draw();
	};
	Register.prototype.rows = function (from, to) {
		var body = document.createDocumentFragment(), columns = this.data.columns;
		for (var k = from; k < to; k++) {
			var tr = el("tr"), row = this.data.rows[this.shown[k]];
			tr.setAttribute("aria-rowindex", k + 2);
			for (var i = 0; i < columns.length; i++) tr.appendChild(drawCell(columns[i], row[i]));
			body.appendChild(tr);
		}
		this.body.textContent = "";
		this.body.appendChild(body);
	};
	Register.prototype.draw = function () {
		var n = this.shown.length, pages = Math.max(1, Math.ceil(n / PAGE)), self = this;
		this.table.parentNode.hidden = false;
		this.rows(this.page * PAGE, Math.min(n, (this.page + 1) * PAGE));
		this.table.setAttribute("aria-rowcount", n + 1);
		this.live.textContent = n ? word("html.rows-of", { n: count(n), m: count(this.data.rows.length) }) : words["html.none"];
		this.pager.textContent = "";
		if (pages === 1) return;
		[["html.previous", -1], ["html.next", 1]].forEach(function (step) {
			var button = el("button", "step", words[step[0]]);
			button.type = "button";
			button.disabled = self.page + step[1] < 0 || self.page + step[1] >= pages;
			button.addEventListener("click", function () { self.page += step[1]; self.draw(); });
			self.pager.appendChild(button);
		});
		this.pager.appendChild(el("span", "", word("html.page", { n: count(this.page + 1), m: count(pages) })));
	};
	/* Paper gets every row that the filters let through, up to the cap, then where the rest stands. */
	Register.prototype.print = function () {
		var n = this.shown.length;
		this.rows(0, Math.min(n, this.data.print));
		this.table.parentNode.hidden = this.data.print === 0;
		this.pager.textContent = n > this.data.print ? this.data.more : "";
	};
	document.querySelectorAll(".register").forEach(function (root) { new Register(root); });

	var opened = [];
	window.addEventListener("beforeprint", function () {
		opened = Array.prototype.filter.call(document.querySelectorAll("details.fold"), function (d) { return !d.open; });
		opened.forEach(function (d) { d.open = true; });
	});
	window.addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); });
})();
