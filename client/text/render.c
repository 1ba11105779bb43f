/* What a person sees: see render.h. */
#include "text/render.h"

#include <stdint.h>
#include <time.h>

#include "shared/clock.h"
#include "shared/utf8.h"
#include "text/colour.h"
#include "text/mention.h"

#define DIM STR("\033[2m")
#define NORMAL STR("\033[0m")
#define REVERSE STR("\033[7m")

/* IRC: colours have up to two digits each, or six as hexadecimal. */
enum { IRC_COLOUR = 0x03, IRC_HEX_COLOUR = 0x04 };
enum { COLOUR_DIGITS = 2, HEX_COLOUR_DIGITS = 6 };

/* The buffer has room for all by contract; if not, a piece is left out. */
static void
put(struct buf *to, struct str piece)
{
	(void)BUF_CAT(to, piece);
}

static bool
is_digit(char c, size_t most)
{
	const bool hex = most == HEX_COLOUR_DIGITS &&
	    ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));

	return hex || (c >= '0' && c <= '9');
}

static size_t
count_digits(struct str text, size_t at, size_t most)
{
	size_t count = 0;

	while (count < most && at + count < text.len &&
	    is_digit(text.at[at + count], most))
		count++;
	return count;
}

/* The length of a colour code: the code, digits, and a second colour. */
static size_t
colour_len(struct str text)
{
	const size_t most =
	    text.at[0] == IRC_COLOUR ? COLOUR_DIGITS : HEX_COLOUR_DIGITS;
	const size_t first = count_digits(text, 1, most);
	size_t second = 0;

	if (first > 0 && 1 + first < text.len && text.at[1 + first] == ',')
		second = count_digits(text, 1 + first + 1, most);
	return 1 + first + (second > 0 ? 1 + second : 0);
}

/* Marks formatting or CTCP on IRC, and is nothing to be shown. */
static bool
is_format_code(char c)
{
	const char codes[] = { 0x01, 0x02, 0x03, 0x04, 0x0f, 0x11, 0x16, 0x1d,
		0x1e, 0x1f };

	return memchr(codes, c, sizeof(codes)) != NULL;
}

/*
 * Takes no column and is no part of a letter, as the controls of writing
 * direction. The exceptions are ZWNJ and ZWJ, which some languages and pictures
 * cannot do without, and the variation selectors.
 */
static bool
is_invisible(uint32_t c)
{
	if (c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f))
		return false;
	return (unicode_properties(c) & UNI_HIDDEN) && unicode_width(c) == 0;
}

/* LINE SEPARATOR and PARAGRAPH SEPARATOR. */
static bool
ends_line(uint32_t c)
{
	return c == 0x2028 || c == 0x2029;
}

/*
 * Is drawn as nothing but takes columns. Such a character would stand for a
 * space where a line is not cut into rows at spaces: what is behind it could
 * begin a row, and pass for a line of its own.
 */
static bool
is_blank(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} blanks[] = {
		{ 0x00a0, 0x00a0 },
		{ 0x115f, 0x1160 }, /* fillers of Hangul, as 3164 and FFA0 */
		{ 0x1680, 0x1680 },
		{ 0x2000, 0x200a },
		{ 0x202f, 0x202f },
		{ 0x205f, 0x205f },
		{ 0x2800, 0x2800 }, /* of Braille */
		{ 0x3000, 0x3000 },
		{ 0x3164, 0x3164 },
		{ 0xffa0, 0xffa0 },
	};

	for (size_t i = 0; i < COUNT(blanks); i++)
		if (c >= blanks[i].first && c <= blanks[i].last)
			return true;
	return false;
}

/* What stands for the first len bytes of the text, an ASCII character. */
static struct str
show_ascii(struct str text, size_t *len)
{
	const char c = text.at[0];

	*len = 1;
	if (c == '\t')
		return (struct str) { "    ", RENDER_TAB };
	if (c == IRC_COLOUR || c == IRC_HEX_COLOUR)
		*len = colour_len(text);
	if (is_format_code(c))
		return STR("");
	if (c < ' ' || c == 0x7f)
		return STR("?");
	return (struct str) { text.at, 1 };
}

/* The same for any character, and for what is none. */
static struct str
show(struct str text, size_t *len)
{
	uint32_t c;

	*len = utf8_decode(text.at, text.len, &c);
	if (*len == 1)
		return show_ascii(text, len);
	if (*len == 0 || c < 0xa0) {
		*len = *len == 0 ? 1 : *len;
		return STR("?");
	}
	if (ends_line(c))
		return STR(" ");
	if (is_invisible(c))
		return STR("");
	if (is_blank(c))
		return (struct str) { "  ", (size_t)unicode_width(c) };
	return (struct str) { text.at, *len };
}

void
render_text(struct buf *to, struct str text)
{
	size_t len;

	while (text.len > 0) {
		put(to, show(text, &len));
		text.at += len;
		text.len -= len;
	}
}

const char *
render_string(char *room, size_t size, const struct str *pieces, size_t count)
{
	struct buf text;

	buf_init(&text, room, size - 1);
	for (size_t i = 0; i < count; i++)
		render_text(&text, pieces[i]);
	room[buf_len(&text)] = '\0';
	return room;
}

/*
 * How a line is shown: $0 to $5 stand for its arguments, and so do %0 to %5
 * for numbers that stand below each other. A text of somebody else is the last,
 * so that it cannot pass for what would follow.
 */
struct form {
	enum verb verb;
	struct str about; /* what is_about looks at, or empty for any */
	size_t least; /* arguments */
	struct str text; /* empty: is not shown */
};

#define FORM(VERB, about, least, text)                            \
	{                                                         \
		VERB_##VERB, { about, sizeof(about) - 1 }, least, \
		{                                                 \
			text, sizeof(text) - 1                    \
		}                                                 \
	}

/* The first that fits is taken. What follows "ok VERB" is cut by cut_ok. */
static const struct form forms[] = {
	FORM(JOIN, "", 3, "-- $2 has joined $1"),
	FORM(LEAVE, "", 4, "-- $2 has left $1 ($3)"),
	FORM(LEAVE, "", 3, "-- $2 has left $1"),
	FORM(QUIT, "", 3, "-- $1 has quit ($2)"),
	FORM(QUIT, "", 2, "-- $1 has quit"),
	FORM(NAME, "", 3, "-- $1 is now called $2"),
	FORM(TOPIC, "", 4, "-- $2 has set the topic of $1: $3"),
	FORM(TOPIC, "", 3, "-- $2 has cleared the topic of $1"),
	FORM(NAMES, "", 2, "-- in $0: $1"),
	FORM(GROUP, "", 3, "-- group $0, members: $1, topic: $2"),
	FORM(GROUP, "", 2, "-- group $0, members: $1"),
	FORM(ROW, "", 5, "-- $1 of $0, by $3 ($2): $4"),
	FORM(SET, "", 5, "-- $3 has set $2 of $1: $4"),
	FORM(CUT, "", 4, "-- $3 has deleted $2 of $1"),
	FORM(ITEM, "0", 5, "-- item of $1 from $2 (/done $0): $4"),
	FORM(ITEM, "", 5, "-- item of $1 from $2, returns: $3 (/done $0): $4"),
	FORM(INVITE, "", 4, "-- $2 has invited $3 to $1 (/join $1)"),
	FORM(INVITED, "", 1, "-- you are invited to $0"),
	FORM(MASK, "", 5, "-- list $1 of $0, set by $3: $2"),
	FORM(BOX, "", 4, "-- waiting %1, taken %2, takers %3: $0"),
	FORM(PERSON, "", 6, "-- $2, idle for $4 s: $5"),
	FORM(IN, "", 3, "-- $0 is in $2"),
	FORM(FROM, "", 2, "-- $0 is connected from $1"),
	FORM(GONE, "", 2, "-- $0 is away: $1"),
	FORM(WAS, "", 3, "-- $1 was here ($0): $2"),
	FORM(ONLINE, "", 2, "-- $1 is online"),
	FORM(OFFLINE, "", 2, "-- $1 is offline"),
	FORM(MOTD, "", 1, "-- $0"),
	FORM(ALARM, "", 3, "-- alarm from $1: $2"),
	FORM(SEEN, "", 2, "-- read in $0 up to $1"),
	FORM(CAN, "", 1, "-- you can now: $0"),
	FORM(HELP, "", 1, "-- $0"),
	FORM(OK, "topic", 3, "-- the topic of $1: $2"),
	FORM(OK, "topic", 2, "-- $1 has no topic"),
	FORM(OK, "names", 3, "-- members of $1: $2"),
	FORM(OK, "groups", 2, "-- groups: $1"),
	FORM(OK, "ping", 2, "-- pong $1"),
	FORM(OK, "ping", 1, "-- pong"),
	FORM(OK, "add", 4, "-- $2 of $1 is set"),
	FORM(OK, "put", 5, "-- $2 of $1 is set; it was: $4"),
	FORM(OK, "put", 4, "-- $2 of $1 is set"),
	FORM(OK, "swap", 5, "-- $2 of $1 is set; it was: $4"),
	FORM(OK, "cut", 4, "-- $2 of $1 is deleted; it was: $3"),
	FORM(OK, "get", 3, "-- found in $1: $2"),
	FORM(OK, "hear", 1,
	    "-- subscribed to the keys you named, and no others"),
	FORM(OK, "post", 3, "-- put into the box of $1"),
	FORM(OK, "take", 3, "-- taking from $1, at a time: $2"),
	FORM(OK, "done", 2, "-- done: $1"),
	FORM(OK, "back", 2, "-- returned: $1"),
	FORM(OK, "boxes", 2, "-- boxes: $1"),
	FORM(OK, "kick", 3, "-- $2 is removed from $1"),
	FORM(OK, "invite", 3, "-- $2 is invited to $1"),
	FORM(OK, "invited", 2, "-- groups you are invited to: $1"),
	FORM(OK, "mode", 5, "-- modes of $1: $2; your role, limit and key: $4"),
	FORM(OK, "mode", 4, "-- changed in $1: $2 $3"),
	FORM(OK, "mode", 3, "-- changed in $1: $2"),
	FORM(OK, "mode", 2, "-- nothing to change in $1"),
	FORM(OK, "masks", 4, "-- masks in list $2 of $1: $3"),
	FORM(OK, "who", 3, "-- found for $1: $2"),
	FORM(OK, "whowas", 3, "-- found for $1: $2"),
	FORM(OK, "watching", 2, "-- names you watch: $1"),
	FORM(OK, "counts", 6,
	    "-- clients: $1, without a name: $2, operators: $3, groups: $4, "
	    "most clients: $5"),
	FORM(OK, "server", 4, "-- the server $1 of the network $2"),
	FORM(OK, "can", 2, "-- you can: $1"),
	FORM(OK, "flag", 2, "-- your flags: $1"),
	FORM(OK, "away", 1, "-- your away status is changed"),
	FORM(OK, "register", 2, "-- registered: $1"),
	FORM(OK, "drop", 2, "-- no longer registered: $1"),
	FORM(OK, "login", 2, "-- logged in as $1"),
	FORM(OK, "logout", 1, "-- logged out"),
	FORM(OK, "ghost", 2, "-- disconnected: $1"),
	FORM(OK, "oper", 1, "-- you are an operator of the server"),
	FORM(OK, "kill", 2, "-- disconnected: $1"),
	FORM(OK, "alarm", 1, "-- sent to all clients that get alarms"),
	FORM(OK, "rehash", 1, "-- the configuration is reloaded"),
	FORM(OK, "seen", 3, "-- read in $1 up to $2"),
	FORM(OK, "heard", 3, "-- found in $1: $2"),
	FORM(OK, "time", 3, "-- the server's clock: $2"),
	FORM(OK, "", 1, ""),
	FORM(ERR, "name", 3, "!! name refused: $2"),
	FORM(ERR, "pass", 3, "!! password refused: $2"),
	FORM(ERR, "done", 3, "!! not done: $2"),
	FORM(ERR, "back", 3, "!! not returned: $2"),
	FORM(ERR, "names", 3, "!! cannot list the names: $2"),
	FORM(ERR, "groups", 3, "!! cannot list the groups: $2"),
	FORM(ERR, "masks", 3, "!! cannot list the masks: $2"),
	FORM(ERR, "mode", 3, "!! modes not changed: $2"),
	FORM(ERR, "boxes", 3, "!! cannot list the boxes: $2"),
	FORM(ERR, "-", 3, "!! line refused: $2"),
	FORM(ERR, "", 3, "!! cannot $0: $2"),
	FORM(BYE, "", 2, ""),
};

/* What a line is about: its first argument, or how often an item came back. */
static bool
is_about(const struct command *line, struct str about)
{
	const size_t which = line->rule->verb == VERB_ITEM ? 3 : 0;

	return about.len == 0 || str_eq(about, line->arg[which]);
}

static const struct form *
find_form(const struct command *line)
{
	for (size_t i = 0; i < COUNT(forms); i++)
		if (forms[i].verb == line->rule->verb &&
		    line->count >= forms[i].least &&
		    is_about(line, forms[i].about))
			return &forms[i];
	return NULL;
}

/* Such numbers are of up to so many digits, or they stand a little apart. */
#define NUMBER_COLUMNS 4

static void
put_number(struct buf *to, struct str number)
{
	for (size_t i = number.len; i < NUMBER_COLUMNS; i++)
		put(to, STR(" "));
	render_text(to, number);
}

static void
fill_in(struct buf *to, struct str form, const struct command *line)
{
	for (size_t i = 0; i < form.len; i++) {
		if (form.at[i] == '$' && i + 1 < form.len)
			render_text(to, line->arg[form.at[++i] - '0']);
		else if (form.at[i] == '%' && i + 1 < form.len)
			put_number(to, line->arg[form.at[++i] - '0']);
		else
			put(to, (struct str) { form.at + i, 1 });
	}
}

/*
 * "[07:14] " or "2026-11-20 07:14:03 ", from an ID, which is the time in
 * microseconds.
 */
static void
put_time(struct buf *to, struct str id, bool date)
{
	char text[sizeof("yyyyyyyyyy-mm-dd hh:mm:ss ")];
	uint64_t number;
	struct tm tm;

	if (!str_to_number(id, INT64_MAX, &number))
		return;
	const time_t seconds = (time_t)(number / SEC);
	if (localtime_r(&seconds, &tm) == NULL)
		return;
	const size_t len = date ?
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S ", &tm) :
	    strftime(text, sizeof(text), "[%H:%M] ", &tm);
	put(to, (struct str) { text, len });
}

static void
put_group(struct buf *to, struct str group)
{
	put(to, STR("["));
	render_text(to, group);
	put(to, STR("] "));
}

/* Who says something: in a colour, and reversed if we are meant. */
static void
put_name(struct buf *to, struct str name, bool meant, const struct view *view)
{
	const bool marks = !view->stable && (meant || view->colours);

	put(to, marks && view->colours ? colour_of(name) : STR(""));
	put(to, marks && meant ? REVERSE : STR(""));
	render_text(to, name);
	put(to, marks ? NORMAL : STR(""));
}

bool
render_is_for_us(const struct command *line, const struct view *view)
{
	const enum verb verb = line->rule->verb;
	const bool says = verb == VERB_MSG || verb == VERB_TELL;

	if (!says || str_same(line->arg[verb == VERB_MSG ? 2 : 1], view->me))
		return false;
	return verb == VERB_TELL || mention_in(line->arg[3], view->me);
}

static void
put_msg(struct buf *to, const struct command *line, const struct view *view)
{
	if (view->stable || view->many)
		put_group(to, line->arg[1]);
	put_name(to, line->arg[2], render_is_for_us(line, view), view);
	fill_in(to, STR(": $3\n"), line);
}

static void
put_tell(struct buf *to, const struct command *line, const struct view *view)
{
	if (view->stable)
		fill_in(to, STR("$1 -> $2: $3\n"), line);
	else if (str_same(line->arg[1], view->me))
		fill_in(to, STR("you -> $2: $3\n"), line);
	else {
		put_name(to, line->arg[1], false, view);
		fill_in(to, STR(" -> you: $3\n"), line);
	}
}

/* "-- boss has kicked you out of ops: enough" */
static void
put_kick(struct buf *to, const struct command *line, const struct view *view)
{
	const bool ours = str_same(line->arg[2], view->me);

	put(to, DIM);
	put(to, STR("-- "));
	put(to, ours ? STR("you have") : STR(""));
	fill_in(to, ours ? STR("") : STR("$2 has"), line);
	if (str_same(line->arg[3], view->me))
		fill_in(to, STR(" kicked you out of $1"), line);
	else
		fill_in(to, STR(" kicked $3 out of $1"), line);
	if (line->count > 4)
		fill_in(to, STR(": $4"), line);
	put(to, NORMAL);
	put(to, STR("\n"));
}

bool
render_is_stamp(const struct command *line, size_t i)
{
	return i == 0 && line->rule->args[0] == ARG_ID &&
	    line->rule->verb != VERB_ITEM;
}

/* Any other line in the fixed form: the verb and all but the ID. */
static void
put_stable(struct buf *to, const struct command *line)
{
	put(to, STR("-- "));
	put(to, line->rule->word);
	for (size_t i = 0; i < line->count; i++) {
		if (render_is_stamp(line, i))
			continue;
		put(to, STR(" "));
		render_text(to, line->arg[i]);
	}
	put(to, STR("\n"));
}

/* The answers that are not cut into two pieces. */
static const struct {
	struct str verb;
	size_t pieces;
} answers[] = {
	{ { "add", 3 }, 4 },
	{ { "can", 3 }, 1 },
	{ { "counts", 6 }, 5 },
	{ { "mode", 4 }, 4 },
	{ { "masks", 5 }, 3 },
	{ { "put", 3 }, 4 },
	{ { "server", 6 }, 3 },
	{ { "swap", 4 }, 4 },
	{ { "cut", 3 }, 3 },
};

static size_t
pieces_of(struct str verb)
{
	for (size_t i = 0; i < COUNT(answers); i++)
		if (str_eq(answers[i].verb, verb))
			return answers[i].pieces;
	return 2;
}

/* What follows "ok VERB" is cut into words; the last piece is the rest. */
static struct command
cut_ok(const struct command *line)
{
	struct command cut = *line;

	if (line->rule->verb != VERB_OK || line->count != 2)
		return cut;
	const size_t most = 1 + pieces_of(line->arg[0]);
	struct str rest = line->arg[1];
	for (cut.count = 1; rest.at != NULL && cut.count < most; cut.count++) {
		struct str *piece = &cut.arg[cut.count];
		*piece = rest;
		if (cut.count + 1 < most)
			*piece = str_word(&rest);
		else
			rest.at = NULL;
	}
	return cut;
}

/* A topic that is not there stands as "-", which is left out. */
static struct command
without_dash(struct command line)
{
	const enum verb verb = line.rule->verb;
	const bool topic = verb == VERB_TOPIC || verb == VERB_GROUP ||
	    (verb == VERB_OK && str_eq(line.arg[0], STR("topic")));

	if (topic && str_eq(line.arg[line.count - 1], STR("-")))
		line.count--;
	return line;
}

static void
put_event(struct buf *to, const struct command *line)
{
	const struct command cut = without_dash(cut_ok(line));
	const struct form *form = find_form(&cut);

	if (form == NULL || form->text.len == 0)
		return;
	const bool dim = form->text.at[0] == '-';
	put(to, dim ? DIM : STR(""));
	fill_in(to, form->text, &cut);
	put(to, dim ? NORMAL : STR(""));
	put(to, STR("\n"));
}

void
render_line(struct buf *to, const struct command *line, const struct view *view)
{
	const enum verb verb = line->rule->verb;

	if (view->times && line->rule->args[0] == ARG_ID)
		put_time(to, line->arg[0], view->dates);
	if (verb == VERB_MSG)
		put_msg(to, line, view);
	else if (verb == VERB_TELL)
		put_tell(to, line, view);
	else if (view->stable)
		put_stable(to, line);
	else if (verb == VERB_KICK)
		put_kick(to, line, view);
	else
		put_event(to, line);
}

void
render_stray(struct buf *to, struct str line)
{
	put(to, STR("?? "));
	render_text(to, line);
	put(to, STR("\n"));
}

static void
put_pieces(struct buf *to, const struct str *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		render_text(to, pieces[i]);
}

void
render_remark(struct buf *to, const struct str *pieces, size_t count)
{
	put(to, DIM);
	put(to, STR("-- "));
	put_pieces(to, pieces, count);
	put(to, NORMAL);
	put(to, STR("\n"));
}

void
render_mistake(struct buf *to, const struct str *pieces, size_t count)
{
	put(to, STR("!! "));
	put_pieces(to, pieces, count);
	put(to, STR("\n"));
}
