// Which lines of a long list are in view. Beyond MOST pixels, which a browser caps, short
// moves go line by line, long ones in proportion.

const MOST = 15_000_000;

export class Viewport {
	top = 0;
	lines = 0;
	#at = 0;
	#idle = 0;

	// scroller scrolls; sizer is as high as all lines; a line is height pixels, and so is the header above them.
	constructor(scroller, sizer, height) {
		Object.assign(this, { scroller, sizer, height, view: 0 });
	}

	get most() {
		return Math.max(0, this.lines * this.height - this.view);
	}

	get first() {
		return Math.floor(this.top / this.height);
	}

	get page() {
		return Math.max(1, Math.floor(this.view / this.height));
	}

	resize(lines, view = this.view) {
		if (lines === this.lines && view === this.view) return;
		const high = Math.min(MOST, lines * this.height);
		if (lines !== this.lines) this.sizer.style.height = `${high}px`;
		Object.assign(this, { lines, view });
		if (this.top > this.most || (this.#isScaled && this.top)) this.scrollTo(this.top);
	}

	// Follow the scrollbar; false where it was moved from here.
	scrolled() {
		const at = this.scroller.scrollTop;
		if (Math.abs(at - this.#at) < 1) return false;
		const isShort = Math.abs(at - this.#at) < 3 * this.view;
		if (!this.#isScaled) this.top = at;
		else if (at <= 0 || at >= this.#travel - 1) this.top = at <= 0 ? 0 : this.most;
		else this.top = isShort ? Math.min(this.most, Math.max(0, this.top + at - this.#at)) : (at / this.#travel) * this.most;
		this.#at = at;
		if (this.#isScaled) this.#settle();
		return true;
	}

	scrollTo(top) {
		this.top = Math.min(this.most, Math.max(0, top));
		const at = this.#isScaled ? (this.top / this.most) * this.#travel : this.top;
		if (at === this.#at) return;
		this.scroller.scrollTop = at;
		this.#at = this.scroller.scrollTop;
	}

	// Scroll as little as it takes to have a line in view.
	reveal(line) {
		const top = line * this.height;
		if (top < this.top) this.scrollTo(top);
		else if (top + this.height > this.top + this.view) this.scrollTo(top + this.height - this.view);
	}

	// Where a line stands within the sizer.
	offset(line) {
		return this.#isScaled ? Math.round(line * this.height - this.top + this.#at) : line * this.height;
	}

	get #isScaled() {
		return this.lines * this.height > MOST;
	}

	get #travel() {
		return MOST - this.view;
	}

	// Once scrolling rests, the scrollbar goes where it belongs.
	#settle() {
		clearTimeout(this.#idle);
		this.#idle = setTimeout(() => {
			this.scrollTo(this.top);
			this.onsettled?.();
		}, 150);
	}
}
