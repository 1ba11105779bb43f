/* The check that a word is unambiguous: see plain.h. */
#include "shared/text/plain.h"

#include "shared/text/utf8.h"

/*
 * The most marks, which are drawn above or below a letter, and the most parts,
 * which belong to it.
 */
#define MARKS_MAX 2
#define PARTS_MAX 3

/* The state of a scan through a word. */
struct scan {
	uint32_t base; /* the letter for the next mark; 0: none */
	uint32_t before; /* the previous character; 0: none */
	unsigned class; /* class of its last mark */
	unsigned marks; /* marks on base */
	unsigned parts; /* parts of base */
	struct uni_scripts all; /* systems that all characters share */
	struct uni_scripts
	    rest; /* systems that all characters but Latin ones share */
};

/*
 * Returns whether a joiner is allowed. ZWNJ and ZWJ are hidden, but Persian
 * needs them: between two letters of Arabic script, the first of which joins
 * with the next.
 */
static bool
joins(struct str word, size_t behind, uint32_t c, uint32_t before)
{
	uint32_t next;

	return (c == 0x200c || c == 0x200d) &&
	    (unicode_properties(before) & UNI_JOINING) != 0 &&
	    utf8_decode(word.at + behind, word.len - behind, &next) > 0 &&
	    (unicode_properties(next) & UNI_ARABIC) != 0;
}

/*
 * Returns whether a letter and a mark also exist as one character, in either
 * ASCII case: names that differ only in case are the same.
 */
static bool
has_its_own(uint32_t base, uint32_t mark)
{
	const bool letter =
	    base < 0x80 && (unicode_properties(base) & UNI_LATIN) != 0;

	return unicode_composes(base, mark) ||
	    (letter && unicode_composes(base ^ 0x20, mark));
}

/*
 * Returns whether the word is still in Unicode's Normalization Form KC. A mark
 * is also refused if it sorts before one that the letter already includes:
 * mostly there is another letter for both.
 */
static bool
is_normal(struct scan *scan, uint32_t c)
{
	const unsigned class = unicode_class(c);

	if ((unicode_properties(c) & UNI_NOT_NFKC) ||
	    has_its_own(scan->base, c) || has_its_own(scan->before, c) ||
	    (class != 0 && class < scan->class))
		return false;
	scan->class = unicode_last_class(c);
	scan->before = c;
	return true;
}

/*
 * Returns whether the character is a letter, or a mark or part for which the
 * letter before it has room.
 */
static bool
stands(struct scan *scan, uint32_t c)
{
	const unsigned properties = unicode_properties(c);

	if (unicode_width(c) > 0) {
		scan->base = c;
		scan->marks = 0;
		scan->parts = 0;
		return true;
	}
	scan->marks += (properties & UNI_MARK) != 0;
	scan->parts += (properties & UNI_PART) != 0;
	return scan->base != 0 && scan->marks <= MARKS_MAX &&
	    scan->parts <= PARTS_MAX;
}

static void
keep_common(struct uni_scripts *these, const struct uni_scripts *those)
{
	for (size_t i = 0; i < COUNT(these->word); i++)
		these->word[i] &= those->word[i];
}

/*
 * Returns whether the word still uses one script, or Latin with a system that
 * uses Han: Unicode Technical Standard 39, section 5.2, "highly restrictive".
 */
static bool
is_one_system(struct scan *scan, uint32_t c)
{
	const struct uni_scripts *scripts = unicode_scripts(c);
	const uint64_t mixing =
	    SCRIPT_HAN_BOPOMOFO | SCRIPT_JAPANESE | SCRIPT_KOREAN;
	uint64_t left = 0;

	keep_common(&scan->all, scripts);
	if ((scripts->word[0] & SCRIPT_LATIN) == 0)
		keep_common(&scan->rest, scripts);
	for (size_t i = 0; i < COUNT(scan->all.word); i++)
		left |= scan->all.word[i];
	return left != 0 || (scan->rest.word[0] & mixing) != 0;
}

bool
plain_is_unambiguous(struct str word)
{
	struct scan scan = {
		.all = { { UINT64_MAX, UINT64_MAX, UINT64_MAX } },
		.rest = { { UINT64_MAX, UINT64_MAX, UINT64_MAX } },
	};
	const unsigned unseen = UNI_SPACE | UNI_HIDDEN | UNI_UNASSIGNED;
	size_t len;
	uint32_t c;

	for (size_t at = 0; at < word.len; at += len) {
		len = utf8_decode(word.at + at, word.len - at, &c);
		if (len == 0 || (c >= 0x80 && c <= 0x9f))
			return false;
		if ((unicode_properties(c) & unseen) &&
		    !joins(word, at + len, c, scan.before))
			return false;
		if (!is_normal(&scan, c) || !stands(&scan, c) ||
		    !is_one_system(&scan, c))
			return false;
	}
	return true;
}
