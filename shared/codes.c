/* The words and sentences of the codes: see codes.h. */
#include "codes.h"

#include <assert.h>

#include "buf.h"

struct row {
	struct str word;
	struct str text;
};

#define ROW(word, text)              \
	{                            \
		STR(word), STR(text) \
	}

static const struct row codes[CODE_COUNT] = {
	[CODE_OK] = ROW("", ""),
	[CODE_BAD_COMMAND] = ROW("bad-command", "unknown command; try help"),
	[CODE_BAD_NAME] = ROW("bad-name",
	    "invalid name: use letters and digits of one "
	    "writing system, begin with a letter, and avoid "
	    "the names of commands"),
	[CODE_BAD_GROUP] = ROW("bad-group",
	    "invalid group name: use one writing system, and "
	    "no spaces, control characters or !@#&:,*?/"),
	[CODE_BAD_TEXT] = ROW("bad-text",
	    "invalid text: not UTF-8, or contains characters "
	    "that are not allowed"),
	[CODE_TOO_LONG] = ROW("too-long", "too long"),
	[CODE_NAME_TAKEN] = ROW("name-taken", "name already in use"),
	[CODE_NO_SUCH_NAME] = ROW("no-such-name", "no client has that name"),
	[CODE_NO_SUCH_GROUP] = ROW("no-such-group", "no such group"),
	[CODE_NOT_MEMBER] = ROW("not-member", "not a member of that group"),
	[CODE_ALREADY_MEMBER] =
	    ROW("already-member", "already a member of that group"),
	[CODE_TOO_MANY] = ROW("too-many", "too many"),
	[CODE_NOT_ALLOWED] = ROW("not-allowed",
	    "not allowed yet: send the server's password "
	    "first, if it requires one, then your name"),
	[CODE_SLOW_DOWN] =
	    ROW("slow-down", "too much at once; try again later"),
	[CODE_EXISTS] = ROW("exists", "key already exists"),
	[CODE_CHANGED] =
	    ROW("changed", "key was changed or deleted; get it again"),
	[CODE_NO_SUCH_KEY] = ROW("no-such-key", "no such key"),
	[CODE_ALREADY_HOLDER] =
	    ROW("already-holder", "you hold that key or wait for it already"),
	[CODE_NOT_HOLDER] = ROW("not-holder", "other clients hold that key"),
	[CODE_NO_SUCH_ITEM] = ROW("no-such-item",
	    "you do not have that item; it may have gone back to its box"),
	[CODE_BAD_KEY] = ROW("bad-key", "wrong or missing key for that group"),
	[CODE_BANNED] = ROW("banned", "banned from that group"),
	[CODE_INVITE_ONLY] = ROW("invite-only",
	    "that group is invite-only; ask one of its "
	    "operators to invite you"),
	[CODE_GROUP_FULL] = ROW("group-full", "that group is full"),
	[CODE_NOT_OPERATOR] =
	    ROW("not-operator", "not an operator of that group"),
	[CODE_NO_SUCH_MEMBER] =
	    ROW("no-such-member", "no member of that group has that name"),
	[CODE_MUTED] = ROW("muted", "not allowed to speak in that group"),
	[CODE_UNAVAILABLE] =
	    ROW("unavailable", "temporarily unavailable; try again later"),
	[CODE_NOT_KEPT] = ROW("not-kept",
	    "in effect, but the server cannot save it; it may be "
	    "lost when the server ends"),
	[CODE_NO_SUCH_MESSAGE] =
	    ROW("no-such-message", "no such message in the history"),
};

static const struct row byes[BYE_COUNT] = {
	[BYE_QUIT] = ROW("quit", "goodbye"),
	[BYE_KICKED] = ROW("kicked", "kicked by an operator"),
	[BYE_SLOW_READER] = ROW("slow-reader", "not reading fast enough"),
	[BYE_IDLE] = ROW("idle", "no reply to ping"),
	[BYE_TOO_FAST] = ROW("too-fast", "sending too fast"),
	[BYE_PROTOCOL] = ROW("protocol", "protocol error"),
	[BYE_SHUTDOWN] = ROW("shutdown", "the server is shutting down"),
	[BYE_RESTART] =
	    ROW("restart", "the server is restarting; connect again"),
	[BYE_SERVER_FULL] =
	    ROW("server-full", "the server is full; try again later"),
	[BYE_SERVER_GONE] = ROW("server-gone", "the server has died"),
	[BYE_INTERNAL] = ROW("internal", "internal server error"),
};

struct str
code_word(enum code code)
{
	return codes[code].word;
}

struct str
code_text(enum code code)
{
	return codes[code].text;
}

static_assert(sizeof("too long:  bytes, limit ") + 2 * STR_DIGITS <= CODE_SAID,
    "a text with a limit fits");

struct str
code_over(enum code code, struct excess over, char room[CODE_SAID])
{
	const bool is_long = code == CODE_TOO_LONG;
	struct buf text;

	if (over.limit == 0 || (!is_long && code != CODE_TOO_MANY))
		return code_text(code);
	buf_init(&text, room, CODE_SAID);
	(void)BUF_CAT(&text, code_text(code), STR(": ")); /* all of it fits */
	if (over.len > 0)
		(void)BUF_CAT(&text, DECIMAL(over.len),
		    is_long ? STR(" bytes, ") : STR(", "));
	(void)BUF_CAT(&text, STR("limit "), DECIMAL(over.limit));
	if (over.len == 0 && is_long)
		(void)BUF_CAT(&text, STR(" bytes"));
	room[buf_len(&text)] = '\0';
	return buf_str(&text);
}

struct str
bye_word(enum bye bye)
{
	return byes[bye].word;
}

struct str
bye_text(enum bye bye)
{
	return byes[bye].text;
}

/* Returns the index of the row with that word, or rows if there is none. */
static size_t
codes_find(const struct row *table, size_t rows, struct str word)
{
	size_t row = 0;

	while (row < rows && !(word.len > 0 && str_eq(table[row].word, word)))
		row++;
	return row;
}

bool
code_find(struct str word, enum code *code)
{
	const size_t row = codes_find(codes, COUNT(codes), word);

	if (row == COUNT(codes))
		return false;
	*code = (enum code)row;
	return true;
}

bool
bye_find(struct str word, enum bye *bye)
{
	const size_t row = codes_find(byes, COUNT(byes), word);

	if (row == COUNT(byes))
		return false;
	*bye = (enum bye)row;
	return true;
}
