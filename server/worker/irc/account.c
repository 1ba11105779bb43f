/* Accounts: see account.h. */
#include "worker/irc/account.h"

#include "shared/codes.h"
#include "worker/irc/ask.h"
#include "worker/irc/out.h"
#include "worker/irc/sasl.h"

static const struct str nothing;

/* What went wrong, as draft/account-registration has it. */
static const struct {
	enum code code;
	struct str word;
} failures[] = {
	{ CODE_NAME_TAKEN, { "USERNAME_EXISTS", 15 } }, /* without account */
	{ CODE_EXISTS, { "ACCOUNT_EXISTS", 14 } },
	{ CODE_BAD_NAME, { "BAD_ACCOUNT_NAME", 16 } },
	{ CODE_BAD_TEXT, { "UNACCEPTABLE_PASSWORD", 21 } },
	{ CODE_TOO_LONG, { "UNACCEPTABLE_PASSWORD", 21 } },
	{ CODE_BAD_COMMAND, { "UNACCEPTABLE_PASSWORD", 21 } },
};

/* Who may make an account, and may not just now, has one. */
static struct str
word_of_not_allowed(const struct irc *irc)
{
	const unsigned offer =
	    irc->registration.done ? IRC_OFFER_REGISTER : IRC_OFFER_ENROLL;

	if ((irc->offers & offer) != 0)
		return STR("ALREADY_AUTHENTICATED");
	return (irc->offers & IRC_OFFER_REGISTER) != 0 ?
	    STR("COMPLETE_CONNECTION_REQUIRED") :
	    STR("TEMPORARILY_UNAVAILABLE");
}

static struct str
word_of(const struct irc *irc, enum code code)
{
	if (code == CODE_NOT_ALLOWED)
		return word_of_not_allowed(irc);
	for (size_t i = 0; i < COUNT(failures); i++)
		if (failures[i].code == code)
			return failures[i].word;
	return STR("TEMPORARILY_UNAVAILABLE");
}

static void
fail(struct irc *irc, struct str word, struct str account, struct str text)
{
	irc_out_begin(irc, NULL);
	OUT(irc, STR("FAIL REGISTER "), word, STR(" "), irc_word(account),
	    STR(" :"), text);
	irc_out_end(irc);
}

enum irc_done
irc_register(struct irc *irc, const struct irc_line *line)
{
	struct str account = line->param[0];
	enum code code;

	if (str_eq(account, STR("*")))
		account = irc_nick(irc);
	if (str_eq(account, STR("*"))) {
		fail(irc, STR("NEED_NICK"), account,
		    STR("Send NICK first, or again if it was refused"));
		return IRC_DONE;
	}
	/* Not by register, which may be of a group for who is logged in. */
	code = IRC_ASK(irc, IRC_ASKS_REGISTER, account, STR("enroll"), account,
	    line->param[2]);
	if (code != CODE_OK)
		fail(irc, word_of(irc, code), account, code_text(code));
	return IRC_DONE;
}

/* ok register NAME, or why not */
void
irc_hear_register(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	enum code code;

	if (said->rule->verb == VERB_ERR) {
		if (code_find(said->arg[1], &code))
			fail(irc, word_of(irc, code), ask->word, said->arg[2]);
		return;
	}
	irc_out_begin(irc, NULL);
	OUT(irc, STR("REGISTER SUCCESS "), said->arg[1],
	    STR(" :Account successfully registered"));
	irc_out_end(irc);
	irc_sasl_tell(irc, said->arg[1]);
}

bool
irc_pass_login(struct irc *irc, struct str word)
{
	const char *colon =
	    word.len > 0 ? memchr(word.at, ':', word.len) : NULL;

	if (colon == NULL)
		return false;
	const struct str name = { word.at, (size_t)(colon - word.at) };
	const struct str secret = { colon + 1, word.len - name.len - 1 };
	return IRC_ASK(irc, IRC_ASKS_PASS_LOGIN, nothing, STR("login"), name,
		   secret) == CODE_OK;
}

void
irc_hear_pass_login(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	(void)ask;
	if (said->rule->verb == VERB_ERR)
		NUMERIC(irc, "464", STR(":Password incorrect"));
	else
		irc_sasl_tell(irc, said->arg[1]);
}
