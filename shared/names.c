/* The rules for names, groups, tokens and texts: see names.h. */
#include "names.h"

#include "limits.h"
#include "shared/text/twins.h"
#include "shared/text/utf8.h"

/*
 * The class of a byte (a mask; 0: allowed anywhere).
 *   CTL  a control character that is not allowed anywhere
 *   TXT  only in a text: TAB, IRC's formatting and CTCP, and characters with
 *        a meaning around names, here or on IRC
 *   MID  in the middle of a name, but not at its start
 *   UTF  part of a longer character, which must be decoded
 */
enum { ___ = 0, CTL = 1 << 0, TXT = 1 << 1, MID = 1 << 2, UTF = 1 << 3 };

/* clang-format off */
static const unsigned char classes[128] = {
	CTL, TXT, TXT, TXT, TXT, CTL, CTL, CTL, /* 00 */
	CTL, TXT, CTL, CTL, CTL, CTL, CTL, TXT,
	CTL, TXT, CTL, CTL, CTL, CTL, TXT, CTL, /* 10 */
	CTL, CTL, CTL, CTL, CTL, TXT, TXT, TXT,
	TXT, TXT, ___, TXT, MID, MID, TXT, ___, /* space ! " # $ % & ' */
	___, ___, TXT, MID, TXT, MID, MID, TXT, /* ( ) * + , - . / */
	MID, MID, MID, MID, MID, MID, MID, MID, /* 0 to 7 */
	MID, MID, TXT, ___, ___, ___, ___, TXT, /* 8 9 : ; < = > ? */
	TXT, ___, ___, ___, ___, ___, ___, ___, /* @ and on */
	___, ___, ___, ___, ___, ___, ___, ___,
	___, ___, ___, ___, ___, ___, ___, ___, /* 50 */
	___, ___, ___, ___, ___, ___, ___, ___,
	___, ___, ___, ___, ___, ___, ___, ___, /* 60 */
	___, ___, ___, ___, ___, ___, ___, ___,
	___, ___, ___, ___, ___, ___, ___, ___, /* 70 */
	___, ___, ___, ___, ___, ___, MID, CTL, /* x y z { | } ~ DEL */
};
/* clang-format on */

static unsigned
class_at(struct str s, size_t at)
{
	const unsigned char byte = (unsigned char)s.at[at];

	return byte < COUNT(classes) ? classes[byte] : UTF;
}

enum code
text_check(struct str text, size_t limit)
{
	size_t at = 0;
	uint32_t c;

	if (text.len > limit)
		return CODE_TOO_LONG;
	while (at < text.len) {
		const unsigned class = class_at(text, at);
		if (class & CTL)
			return CODE_BAD_TEXT;
		const size_t len = class & UTF ?
		    utf8_decode(text.at + at, text.len - at, &c) :
		    1;
		if (len == 0 || (class & UTF && c >= 0x80 && c <= 0x9f))
			return CODE_BAD_TEXT; /* invalid UTF-8, or C1 */
		at += len;
	}
	return text.len > 0 ? CODE_OK : CODE_BAD_TEXT;
}

enum code
token_check(struct str token)
{
	if (token.len > LIMIT_TOKEN)
		return CODE_TOO_LONG;
	if (token.len > 0 && memchr(token.at, ' ', token.len) != NULL)
		return CODE_BAD_TEXT;
	return text_check(token, LIMIT_TOKEN);
}

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
	const struct uni_kind *kind = unicode_kind(c);

	if ((kind->properties & UNI_NOT_NFKC) || has_its_own(scan->base, c) ||
	    has_its_own(scan->before, c) ||
	    (kind->class != 0 && kind->class < scan->class))
		return false;
	scan->class = kind->last;
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
	const struct uni_kind *kind = unicode_kind(c);

	if (kind->width > 0) {
		scan->base = c;
		scan->marks = 0;
		scan->parts = 0;
		return true;
	}
	scan->marks += (kind->properties & UNI_MARK) != 0;
	scan->parts += (kind->properties & UNI_PART) != 0;
	return scan->base != 0 && scan->marks <= MARKS_MAX &&
	    scan->parts <= PARTS_MAX;
}

static void
keep_common(struct uni_scripts *these, struct uni_scripts those)
{
	for (size_t i = 0; i < COUNT(these->word); i++)
		these->word[i] &= those.word[i];
}

/*
 * Returns whether the word still uses one script, or Latin with a system that
 * uses Han: Unicode Technical Standard 39, section 5.2, "highly restrictive".
 */
static bool
is_one_system(struct scan *scan, uint32_t c)
{
	const struct uni_scripts scripts = unicode_scripts(c);
	const uint64_t mixing =
	    SCRIPT_HAN_BOPOMOFO | SCRIPT_JAPANESE | SCRIPT_KOREAN;
	uint64_t left = 0;

	keep_common(&scan->all, scripts);
	if ((scripts.word[0] & SCRIPT_LATIN) == 0)
		keep_common(&scan->rest, scripts);
	for (size_t i = 0; i < COUNT(scan->all.word); i++)
		left |= scan->all.word[i];
	return left != 0 || (scan->rest.word[0] & mixing) != 0;
}

/*
 * Returns whether the word is valid UTF-8, and has only visible characters that
 * cannot be mistaken for others. It must be normalized and use one writing
 * system, without hidden characters, and without so many marks that they hide a
 * letter or reach into other lines.
 */
static bool
is_unambiguous(struct str word)
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

/* Returns whether a word follows the rules that names and groups share. */
static bool
is_word(struct str word)
{
	unsigned seen = 0;

	for (size_t at = 0; at < word.len; at++)
		seen |= class_at(word, at);
	if (word.len == 0 || (seen & (CTL | TXT)))
		return false;
	return !(seen & UTF) || is_unambiguous(word);
}

enum code
name_spelling(struct str name)
{
	if (name.len > LIMIT_NAME)
		return CODE_TOO_LONG;
	if (!is_word(name) || (class_at(name, 0) & MID) ||
	    twins_end_in(name, STR("serv")))
		return CODE_BAD_NAME;
	return CODE_OK;
}

enum code
group_check(struct str group)
{
	if (group.len > LIMIT_GROUP)
		return CODE_TOO_LONG;
	return is_word(group) ? CODE_OK : CODE_BAD_GROUP;
}

/*
 * Checks a key: ASCII only, without characters that are special to shells or in
 * paths.
 */
enum code
key_check(struct str key)
{
	if (key.len > LIMIT_KEY)
		return CODE_TOO_LONG;
	for (size_t at = 0; at < key.len; at++) {
		const char c = key.at[at];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    (c == '\0' || strchr("_./-", c) == NULL))
			return CODE_BAD_TEXT;
	}
	return key.len > 0 ? CODE_OK : CODE_BAD_TEXT;
}

/* Checks a group's key, which must fit into a list of keys and into a line. */
enum code
group_key_check(struct str key)
{
	if (key.len > LIMIT_GROUP_KEY)
		return CODE_TOO_LONG;
	for (size_t at = 0; at < key.len; at++)
		if ((unsigned char)key.at[at] <= ' ' || key.at[at] == ',')
			return CODE_BAD_TEXT;
	return text_check(key, LIMIT_GROUP_KEY);
}

struct str
audience_group(struct str audience)
{
	const size_t front = 2;

	if (audience.len < front || audience.at[1] != ':' ||
	    (audience.at[0] != 'o' && audience.at[0] != 'v'))
		return audience;
	return (struct str) { audience.at + front, audience.len - front };
}

enum code
form_check(struct str word)
{
	return str_eq(word, STR("full")) || str_eq(word, STR("all")) ||
		str_eq(word, STR("short")) ?
	    CODE_OK :
	    CODE_BAD_COMMAND;
}

static bool
is_label_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

enum code
user_check(struct str word)
{
	if (word.len > LIMIT_USER)
		return CODE_TOO_LONG;
	for (size_t i = 0; i < word.len; i++)
		if (!is_label_letter(word.at[i]) && word.at[i] != '~')
			return CODE_BAD_TEXT;
	return CODE_OK;
}

enum code
flag_check(struct str word)
{
	static const struct str flags = LIT("BShi");
	const bool is_change =
	    word.len == 2 && (word.at[0] == '+' || word.at[0] == '-');

	return is_change && memchr(flags.at, word.at[1], flags.len) != NULL ?
	    CODE_OK :
	    CODE_BAD_COMMAND;
}

enum code
change_check(struct str word)
{
	static const struct str letters = LIT("CHIRbefiklmnostv");
	static const struct str wordless = LIT("CHRimnst");
	const struct str among = word.len > 2 ? wordless : letters;

	if (word.len < 2 || word.len > 1 + wordless.len ||
	    (word.at[0] != '+' && word.at[0] != '-'))
		return CODE_BAD_COMMAND;
	for (size_t i = 1; i < word.len; i++)
		if (memchr(among.at, word.at[i], among.len) == NULL)
			return CODE_BAD_COMMAND;
	return CODE_OK;
}

enum code
list_check(struct str word)
{
	const char *at = word.len == 1 ? strchr("beIov", word.at[0]) : NULL;

	return at != NULL && *at != '\0' ? CODE_OK : CODE_BAD_COMMAND;
}

/* Checks an audience: a group, or "o:" or "v:" and a group. */
enum code
audience_check(struct str word)
{
	return group_check(audience_group(word));
}

enum code
label_check(struct str word)
{
	if (word.len >= LIMIT_TOKEN)
		return CODE_TOO_LONG;
	for (size_t i = 0; i < word.len; i++)
		if (!is_label_letter(word.at[i]))
			return CODE_BAD_TEXT;
	return word.len > 0 ? CODE_OK : CODE_BAD_TEXT;
}
