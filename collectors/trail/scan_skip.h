/* Passing over values that no field comes from. Part of scan_body.h. */

/* Which backslashes and quotes of 64 octets stand behind an odd run of backslashes. *carry: whether the first octet
 * of these, then of the next 64, does. Odd runs end where adding their starts carries to: no loop. */
static inline uint64_t escaped_octets(uint64_t slash, uint64_t *carry)
{
	const uint64_t even = 0x5555555555555555u;
	if (slash == 0) {
		uint64_t escaped = *carry;
		*carry = 0;
		return escaped;
	}
	slash &= ~*carry;
	uint64_t follows = slash << 1 | *carry;
	uint64_t odd_starts = slash & ~even & ~follows, even_ends;
	*carry = __builtin_add_overflow(odd_starts, slash, &even_ends);
	return (even ^ even_ends << 1) & follows;
}

struct passing {
	const char *from;
	uint64_t carry, inside; /* of escapes; of strings: all ones or none */
	unsigned level, outer;  /* containers open, since `from` and before it */
	uint64_t unusual, high; /* escapes other than \" and \\ ; octets above 0x7f */
	uint64_t open, close;   /* of the present 64 octets */
};

/* The bracket that closes the value, among the present 64 octets: behind it; NULL when there is none. */
static inline const char *closing(const struct passing *k, const char *p)
{
	unsigned closed = 0;
	for (uint64_t rest = k->close; rest != 0; rest &= rest - 1) {
		uint64_t before = k->open & (rest ^ (rest - 1));
		if (k->level + (unsigned)__builtin_popcountll(before) == ++closed)
			return p + __builtin_ctzll(rest) + 1;
	}
	return NULL;
}

/* Whether the nesting stays within its limit up to `end`; only asked where it might not. */
static bool depth_good(struct scanner *s, const struct passing *k, const char *p, const char *end)
{
	unsigned level = k->level + k->outer;
	for (uint64_t both = k->open | k->close; both != 0; both &= both - 1) {
		unsigned at = (unsigned)__builtin_ctzll(both);
		if (end != NULL && p + at >= end)
			break;
		level += (k->open >> at & 1) ? 1u : -1u;
		if (level > LIMIT_JSON_DEPTH)
			return scan_fault(s, p + at, SCANNER_DEPTH) != NULL;
	}
	return true;
}

/* Control characters: none in strings, outside only tab, LF and CR. */
static uint64_t bad_controls(const char *p, uint64_t control, uint64_t inside)
{
	uint64_t bad = control & inside;
	for (uint64_t rest = control & ~inside; rest != 0; rest &= rest - 1) {
		unsigned at = (unsigned)__builtin_ctzll(rest);
		if (p[at] != '\t' && p[at] != '\n' && p[at] != '\r')
			bad |= (uint64_t)1 << at;
	}
	return bad;
}

/* 64 octets; false with a fault, else *end as above. */
static inline bool pass_block(struct scanner *s, struct passing *k, const char *p, const char **end)
{
	struct block b;
	block_of(p, &b);
	uint64_t escaped = escaped_octets(b.slash, &k->carry);
	uint64_t inside = prefix_xor(b.quote & ~escaped) ^ k->inside;
	k->open = b.open & ~inside;
	k->close = b.close & ~inside;
	unsigned opens = (unsigned)__builtin_popcountll(k->open);
	unsigned closes = (unsigned)__builtin_popcountll(k->close);
	*end = closes >= k->level ? closing(k, p) : NULL;
	if (k->level + opens + k->outer > LIMIT_JSON_DEPTH && !depth_good(s, k, p, *end))
		return false;
	k->level += opens - closes;
	uint64_t until = *end == NULL || *end == p + 64 ? ~(uint64_t)0 : ((uint64_t)1 << (*end - p)) - 1;
	uint64_t slash = b.slash & ~inside & until, control = 0;
	if ((b.control & until) != 0)
		control = bad_controls(p, b.control & until, inside);
	k->unusual |= escaped & ~(b.quote | b.slash) & until;
	k->high |= b.high & until;
	k->inside = 0 - (inside >> 63);
	if ((slash | control) == 0)
		return true;
	unsigned at = (unsigned)__builtin_ctzll(slash | control);
	return scan_fault(s, p + at, (slash >> at & 1) ? SCANNER_GRAMMAR : SCANNER_CONTROL) != NULL;
}

/* `p` is at the opening bracket of a container, `outer` are open around it. */
static const char *pass_fast(struct scanner *s, const char *p, unsigned outer)
{
	struct passing k = {.from = p, .outer = outer};
	const char *end;
	if (outer >= LIMIT_JSON_DEPTH)
		return scan_fault(s, p, SCANNER_DEPTH);
	for (;; p += 64) {
		if (!pass_block(s, &k, p, &end))
			return NULL;
		if (end != NULL)
			break;
	}
	if ((k.unusual | k.high) != 0 &&
	    !scan_passed_good(s, (struct sv){k.from, (size_t)(end - k.from)}, k.unusual != 0, k.high != 0))
		return NULL;
	return end;
}

static const char *literal(struct scanner *s, const char *p)
{
	if (STARTS(p, "true") || STARTS(p, "null"))
		return p + 4;
	return STARTS(p, "false") ? p + 5 : scan_fault(s, p, SCANNER_GRAMMAR);
}

static const char *pass_string(struct scanner *s, const char *p)
{
	bool escaped = false;
	p = string_end(s, p + 1, &escaped);
	return p == NULL ? NULL : p + 1;
}

static const char *pass_plain(struct scanner *s, const char *p)
{
	if (*p == '"')
		return pass_string(s, p);
	return *p == '-' || (*p >= '0' && *p <= '9') ? scan_number(s, p) : literal(s, p);
}

static const char *pass_key(struct scanner *s, const char *p)
{
	if (*p != '"')
		return scan_fault(s, p, SCANNER_GRAMMAR);
	p = pass_string(s, p);
	if (p == NULL)
		return NULL;
	p = blank(p);
	return *p == ':' ? blank(p + 1) : scan_fault(s, p, SCANNER_GRAMMAR);
}

/* Containers that are open, innermost last: true where it is an object. */
struct nesting {
	bool object[LIMIT_JSON_DEPTH + 1];
	unsigned level, outer;
};

/* Behind a value: closes what ends here and goes to the next value; `*end` when the outermost closed. */
static const char *after_value(struct scanner *s, struct nesting *n, const char *p, const char **end)
{
	for (;;) {
		p = blank(p);
		bool object = n->object[n->level];
		if (*p == ',') {
			p = blank(p + 1);
			return object ? pass_key(s, p) : p;
		}
		if (*p != (object ? '}' : ']'))
			return scan_fault(s, p, SCANNER_GRAMMAR);
		p++;
		if (--n->level == 0) {
			*end = p;
			return p;
		}
	}
}

/* At an opening bracket: goes to the first value, or behind the bracket that closes it at once. */
static const char *into_container(struct scanner *s, struct nesting *n, const char *p, bool *empty)
{
	bool object = *p == '{';
	if (n->level + 1 + n->outer > LIMIT_JSON_DEPTH)
		return scan_fault(s, p, SCANNER_DEPTH);
	p = blank(p + 1);
	*empty = *p == (object ? '}' : ']');
	if (*empty)
		return p + 1;
	n->object[++n->level] = object;
	return object ? pass_key(s, p) : p;
}

/* The same by the whole grammar. */
static const char *pass_strict(struct scanner *s, const char *p, unsigned outer)
{
	struct nesting n;
	n.level = 0;
	n.outer = outer;
	const char *end = NULL;
	while (end == NULL) {
		bool done = true;
		if (*p == '{' || *p == '[')
			p = into_container(s, &n, p, &done);
		else
			p = pass_plain(s, p);
		if (p == NULL)
			return NULL;
		if (!done)
			continue;
		if (n.level == 0)
			return p;
		p = after_value(s, &n, p, &end);
		if (p == NULL)
			return NULL;
	}
	return end;
}

/* Any value. */
static inline const char *pass_value(struct scanner *s, const char *p, unsigned outer)
{
	if (*p != '{' && *p != '[')
		return pass_plain(s, p);
	return s->mode == SCANNER_FAST ? pass_fast(s, p, outer) : pass_strict(s, p, outer);
}
