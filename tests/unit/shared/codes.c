/* shared/codes: the two closed lists, word for word. */
#include "shared/codes.h"

#include "tests/lib/tap.h"

static const char *const code_words[CODE_COUNT] = {
	[CODE_BAD_COMMAND] = "bad-command",
	[CODE_BAD_NAME] = "bad-name",
	[CODE_BAD_GROUP] = "bad-group",
	[CODE_BAD_TEXT] = "bad-text",
	[CODE_TOO_LONG] = "too-long",
	[CODE_NAME_TAKEN] = "name-taken",
	[CODE_NO_SUCH_NAME] = "no-such-name",
	[CODE_NO_SUCH_GROUP] = "no-such-group",
	[CODE_NOT_MEMBER] = "not-member",
	[CODE_ALREADY_MEMBER] = "already-member",
	[CODE_TOO_MANY] = "too-many",
	[CODE_NOT_ALLOWED] = "not-allowed",
	[CODE_SLOW_DOWN] = "slow-down",
	[CODE_EXISTS] = "exists",
	[CODE_CHANGED] = "changed",
	[CODE_NO_SUCH_KEY] = "no-such-key",
	[CODE_ALREADY_HOLDER] = "already-holder",
	[CODE_NOT_HOLDER] = "not-holder",
	[CODE_NO_SUCH_ITEM] = "no-such-item",
	[CODE_BAD_KEY] = "bad-key",
	[CODE_BANNED] = "banned",
	[CODE_INVITE_ONLY] = "invite-only",
	[CODE_GROUP_FULL] = "group-full",
	[CODE_NOT_OPERATOR] = "not-operator",
	[CODE_NO_SUCH_MEMBER] = "no-such-member",
	[CODE_MUTED] = "muted",
	[CODE_UNAVAILABLE] = "unavailable",
	[CODE_NOT_KEPT] = "not-kept",
	[CODE_NO_SUCH_MESSAGE] = "no-such-message",
};

static const char *const bye_words[BYE_COUNT] = {
	[BYE_QUIT] = "quit",
	[BYE_KICKED] = "kicked",
	[BYE_SLOW_READER] = "slow-reader",
	[BYE_IDLE] = "idle",
	[BYE_TOO_FAST] = "too-fast",
	[BYE_PROTOCOL] = "protocol",
	[BYE_SHUTDOWN] = "shutdown",
	[BYE_RESTART] = "restart",
	[BYE_SERVER_FULL] = "server-full",
	[BYE_SERVER_GONE] = "server-gone",
	[BYE_INTERNAL] = "internal",
};

static void
knows_codes(void)
{
	for (int i = CODE_BAD_COMMAND; i < CODE_COUNT; i++) {
		const enum code code = (enum code)i;
		enum code found = CODE_OK;
		TAP_STR(code_word(code), str_from(code_words[i]), "err %s",
		    code_words[i]);
		TAP_OK(code_find(code_word(code), &found) && found == code,
		    "%s is found", code_words[i]);
		TAP_OK(code_text(code).len > 0, "%s has a sentence",
		    code_words[i]);
	}
}

static void
knows_byes(void)
{
	for (int i = 0; i < BYE_COUNT; i++) {
		const enum bye bye = (enum bye)i;
		enum bye found = BYE_COUNT;
		TAP_STR(bye_word(bye), str_from(bye_words[i]), "bye %s",
		    bye_words[i]);
		TAP_OK(bye_find(bye_word(bye), &found) && found == bye,
		    "%s is found", bye_words[i]);
		TAP_OK(
		    bye_text(bye).len > 0, "%s has a sentence", bye_words[i]);
	}
}

static void
knows_no_others(void)
{
	static const char *const words[] = { "", "-", "ok", "Quit", "quit ",
		"bad", "bad-names", "BAD-NAME" };
	enum code code = CODE_COUNT;
	enum bye bye = BYE_COUNT;

	for (size_t i = 0; i < COUNT(words); i++) {
		TAP_OK(!code_find(str_from(words[i]), &code) &&
			!bye_find(str_from(words[i]), &bye),
		    "'%s' is in neither list", words[i]);
		TAP_OK(code == CODE_COUNT && bye == BYE_COUNT,
		    "and changes nothing");
	}
}

static void
says_limits(void)
{
	static const struct {
		enum code code;
		struct excess over;
		const char *text;
	} rows[] = {
		{ CODE_TOO_LONG, { 3800, 3900 },
		    "too long: 3900 bytes, limit 3800" },
		{ CODE_TOO_LONG, { 4096, 0 }, "too long: limit 4096 bytes" },
		{ CODE_TOO_LONG, { 0, 0 }, "too long" },
		{ CODE_TOO_MANY, { 1000, 0 }, "too many: limit 1000" },
		{ CODE_TOO_MANY, { 20, 21 }, "too many: 21, limit 20" },
		{ CODE_NO_SUCH_KEY, { 20, 21 }, "no such key" },
		{ CODE_TOO_LONG, { UINT64_MAX - 1, UINT64_MAX },
		    "too long: 18446744073709551615 bytes, limit "
		    "18446744073709551614" },
	};
	char room[CODE_SAID];

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_STR(code_over(rows[i].code, rows[i].over, room),
		    str_from(rows[i].text), "row %zu", i);
}

int
main(void)
{
	knows_codes();
	knows_byes();
	knows_no_others();
	says_limits();
	return tap_done();
}
