/* Accounts: see account.h. */
#include "worker/irc/account.h"

#include "shared/codes.h"
#include "worker/irc/ask.h"
#include "worker/irc/out.h"
#include "worker/irc/sasl.h"

#define NICKSERV "NickServ"

static const struct str nothing;

/* What went wrong, as draft/account-registration has it. */
static const struct {
	enum code code;
	struct str word;
} failures[] = {
	{ CODE_NAME_TAKEN, { "ACCOUNT_EXISTS", 14 } },
	{ CODE_EXISTS, { "ACCOUNT_EXISTS", 14 } },
	{ CODE_BAD_NAME, { "BAD_ACCOUNT_NAME", 16 } },
	{ CODE_BAD_TEXT, { "UNACCEPTABLE_PASSWORD", 21 } },
	{ CODE_TOO_LONG, { "UNACCEPTABLE_PASSWORD", 21 } },
	{ CODE_BAD_COMMAND, { "UNACCEPTABLE_PASSWORD", 21 } },
};

static void
fail(struct irc *irc, enum code code, struct str account)
{
	struct str word = STR("TEMPORARILY_UNAVAILABLE");

	for (size_t i = 0; i < COUNT(failures); i++)
		if (failures[i].code == code)
			word = failures[i].word;
	if (code == CODE_NOT_ALLOWED && !irc->registration.done)
		word = STR("COMPLETE_CONNECTION_REQUIRED");
	irc_out_begin(irc, NULL);
	OUT(irc, STR("FAIL REGISTER "), word, STR(" "), irc_word(account),
	    STR(" :"), code_text(code));
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
		fail(irc, CODE_NOT_ALLOWED, account);
		return IRC_DONE;
	}
	if (irc->registration.done && str_same(account, irc_nick(irc)))
		code = IRC_ASK(irc, IRC_ASKS_REGISTER, account, STR("register"),
		    line->param[2]);
	else
		code = IRC_ASK(irc, IRC_ASKS_REGISTER, account, STR("enroll"),
		    account, line->param[2]);
	if (code != CODE_OK)
		fail(irc, code, account);
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
			fail(irc, code, ask->word);
		return;
	}
	irc_out_begin(irc, NULL);
	OUT(irc, STR("REGISTER SUCCESS "), said->arg[1],
	    STR(" :Account successfully registered"));
	irc_out_end(irc);
	irc_sasl_tell(irc, said->arg[1]);
}

static void
notice(struct irc *irc, struct str text, struct str more)
{
	irc_out_begin(irc, NULL);
	/* In the place of the server's name behind the colon. */
	irc->out.to->end -= irc_server(irc).len + 1;
	OUT(irc, STR(NICKSERV "!" NICKSERV "@"), irc_server(irc),
	    STR(" NOTICE "), irc_nick(irc), STR(" :"), text, more);
	irc_out_end(irc);
}

static enum irc_done
answer(struct irc *irc, enum code code)
{
	if (code != CODE_OK)
		notice(irc, STR("That did not work: "), code_text(code));
	return IRC_DONE;
}

/* REGISTER SECRET [EMAIL] */
static enum irc_done
serve_register(struct irc *irc, struct str words)
{
	return answer(irc,
	    IRC_ASK(irc, IRC_ASKS_NICKSERV, nothing, STR("register"),
		str_word(&words)));
}

/* IDENTIFY [NAME] SECRET */
static enum irc_done
serve_identify(struct irc *irc, struct str words)
{
	struct str name = str_word(&words);

	if (words.len == 0) {
		words = name;
		name = irc_nick(irc);
	}
	return answer(irc,
	    IRC_ASK(
		irc, IRC_ASKS_NICKSERV, nothing, STR("login"), name, words));
}

/* GHOST NAME */
static enum irc_done
serve_ghost(struct irc *irc, struct str words)
{
	return answer(irc,
	    IRC_ASK(irc, IRC_ASKS_NICKSERV, nothing, STR("ghost"),
		str_word(&words)));
}

static const struct {
	struct str word;
	enum irc_done (*serve)(struct irc *irc, struct str words);
} services[] = {
	{ { "REGISTER", 8 }, serve_register },
	{ { "IDENTIFY", 8 }, serve_identify },
	{ { "GHOST", 5 }, serve_ghost },
};

enum irc_done
irc_to_nickserv(struct irc *irc, struct str words)
{
	const struct str word = str_word(&words);

	if (!irc_settled(irc))
		return IRC_WAIT;
	for (size_t i = 0; i < COUNT(services); i++)
		if (str_same(services[i].word, word))
			return services[i].serve(irc, words);
	notice(irc,
	    STR("Say REGISTER SECRET, IDENTIFY [NAME] SECRET or GHOST NAME"),
	    nothing);
	return IRC_DONE;
}

bool
irc_is_nickserv(struct str target)
{
	return str_same(target, STR(NICKSERV));
}

/* The words as they were said to it, up to the last, which may have spaces. */
enum irc_done
irc_nickserv(struct irc *irc, const struct irc_line *line)
{
	struct str words = nothing;

	if (line->count > 0) {
		const struct str last = line->param[line->count - 1];
		words.at = line->param[0].at;
		words.len = (size_t)(last.at + last.len - words.at);
	}
	return irc_to_nickserv(irc, words);
}

/* ok register NAME, ok login NAME, ok ghost NAME; or err VERB CODE TEXT */
void
irc_hear_nickserv(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	(void)ask;
	if (said->rule->verb == VERB_ERR) {
		notice(irc, STR("That did not work: "), said->arg[2]);
		return;
	}
	if (!str_eq(said->arg[0], STR("ghost")))
		irc_sasl_tell(irc, said->arg[1]);
	notice(irc, STR("Done: "), said->arg[1]);
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
