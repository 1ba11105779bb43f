/* The words and sentences of the codes: see codes.h. */
#include "codes.h"

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
	[CODE_BAD_COMMAND] = ROW("bad-command",
	    "no such command, or a wrong number of words; try help"),
	[CODE_BAD_NAME] = ROW("bad-name",
	    "a name is letters, digits and marks of one writing system, does "
	    "not begin with a digit and is no command, nor like one"),
	[CODE_BAD_GROUP] = ROW("bad-group",
	    "a group's name has no space, control character or any of "
	    "!@#&:,*?/, and is of one writing system"),
	[CODE_BAD_TEXT] = ROW("bad-text",
	    "the text is not valid UTF-8 or has control characters in it"),
	[CODE_TOO_LONG] = ROW("too-long", "that is longer than is allowed"),
	[CODE_NAME_TAKEN] = ROW("name-taken", "somebody else has that name"),
	[CODE_NO_SUCH_NAME] = ROW("no-such-name", "nobody has that name"),
	[CODE_NO_SUCH_GROUP] = ROW("no-such-group", "there is no such group"),
	[CODE_NOT_MEMBER] =
	    ROW("not-member", "you are not in that group; join it first"),
	[CODE_ALREADY_MEMBER] =
	    ROW("already-member", "you are in that group already"),
	[CODE_TOO_MANY] = ROW("too-many", "that is more than is allowed"),
	[CODE_NOT_ALLOWED] = ROW("not-allowed",
	    "this is not allowed now; the server's password comes first, "
	    "if it wants one, then your name"),
	[CODE_SLOW_DOWN] =
	    ROW("slow-down", "that is too much at once; try again later"),
	[CODE_EXISTS] = ROW("exists", "that key is there already"),
	[CODE_CHANGED] = ROW(
	    "changed", "that key is not any more as it was then; get it again"),
	[CODE_NO_SUCH_KEY] = ROW("no-such-key", "there is no such key"),
	[CODE_NO_SUCH_ITEM] = ROW("no-such-item",
	    "you have no such item under way; perhaps it has gone back"),
	[CODE_BAD_KEY] =
	    ROW("bad-key", "that group has a key, and this is not it"),
	[CODE_BANNED] = ROW("banned", "you are banned from that group"),
	[CODE_INVITE_ONLY] = ROW("invite-only",
	    "only who was invited by an operator of that group may join it"),
	[CODE_GROUP_FULL] =
	    ROW("group-full", "there are as many in that group as it may have"),
	[CODE_NOT_OPERATOR] =
	    ROW("not-operator", "you are no operator of that group"),
	[CODE_NO_SUCH_MEMBER] =
	    ROW("no-such-member", "nobody of that name is in that group"),
	[CODE_MUTED] = ROW("muted", "you may not speak in that group now"),
	[CODE_UNAVAILABLE] =
	    ROW("unavailable", "that cannot be done just now; try again later"),
};

static const struct row byes[BYE_COUNT] = {
	[BYE_QUIT] = ROW("quit", "good bye"),
	[BYE_KICKED] = ROW("kicked", "an operator has ended this connection"),
	[BYE_SLOW_READER] = ROW("slow-reader",
	    "you did not read what was sent to you for too long"),
	[BYE_IDLE] = ROW("idle", "nothing was heard from you for too long"),
	[BYE_TOO_FAST] = ROW("too-fast", "you sent too much too fast"),
	[BYE_PROTOCOL] = ROW("protocol", "the protocol was broken"),
	[BYE_SHUTDOWN] = ROW("shutdown", "the server is shutting down"),
	[BYE_RESTART] = ROW("restart", "the server is restarting; come back"),
	[BYE_SERVER_FULL] =
	    ROW("server-full", "the server is full; try again later"),
	[BYE_SERVER_GONE] = ROW("server-gone", "the server has died"),
	[BYE_INTERNAL] = ROW("internal", "the server has a fault"),
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

/* The number of the row with that word, or rows where there is none. */
static size_t
find(const struct row *table, size_t rows, struct str word)
{
	size_t row = 0;

	while (row < rows && !(word.len > 0 && str_eq(table[row].word, word)))
		row++;
	return row;
}

bool
code_find(struct str word, enum code *code)
{
	const size_t row = find(codes, COUNT(codes), word);

	if (row == COUNT(codes))
		return false;
	*code = (enum code)row;
	return true;
}

bool
bye_find(struct str word, enum bye *bye)
{
	const size_t row = find(byes, COUNT(byes), word);

	if (row == COUNT(byes))
		return false;
	*bye = (enum bye)row;
	return true;
}
