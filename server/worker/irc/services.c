/* NickServ and ChanServ: see services.h. */
#include "worker/irc/services.h"

#include "shared/codes.h"
#include "worker/irc/account.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/session.h"

#define NICKSERV STR("NickServ")
#define CHANSERV STR("ChanServ")

static const struct str nothing;

static void
notice(struct irc *irc, struct str from, struct str text, struct str more)
{
	irc_out_begin(irc, NULL);
	/* Replace the server's name after the colon. */
	irc->out.to->end -= irc_server(irc).len + 1;
	OUT(irc, from, STR("!"), from, STR("@"), irc_server(irc),
	    STR(" NOTICE "), irc_nick(irc), STR(" :"), text, more);
	irc_out_end(irc);
}

/* Reports a failure, with "channel" for each "group" in the text. */
static void
irc_services_fail(struct irc *irc, struct str from, struct str why)
{
	const struct str group = STR("group");
	char room[IRC_BODY];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	while (why.len > 0) {
		const bool is_group = str_begins(why, group);
		const size_t len = is_group ? group.len : 1;
		(void)BUF_CAT(&text,
		    is_group ? STR("channel") :
			       ((struct str) { why.at, 1 })); /* or it is cut */
		str_drop(&why, len);
	}
	notice(irc, from, STR("Failed: "), buf_str(&text));
}

static enum irc_done
irc_services_answer(struct irc *irc, struct str from, enum code code)
{
	if (code != CODE_OK)
		irc_services_fail(irc, from, code_text(code));
	return IRC_DONE;
}

/*
 * Returns whether the words can be an e-mail address, which services on other
 * networks require.
 */
static bool
is_email(struct str words)
{
	const char *mark = memchr(words.at, '@', words.len);

	return mark != NULL && mark > words.at &&
	    memchr(words.at, ' ', words.len) == NULL;
}

/*
 * Handles REGISTER SECRET [EMAIL]. Refuses a secret of several words, of which
 * only the first would be used.
 */
static enum irc_done
make_account(struct irc *irc, struct str from, struct str words)
{
	const struct str secret = str_word(&words);
	enum code code;

	if (words.len > 0 && !is_email(words)) {
		notice(irc, from,
		    STR("Failed: the secret has a space in it; use the command "
			"REGISTER * * :SECRET"),
		    nothing);
		return IRC_DONE;
	}
	code = IRC_ASK(
	    irc, IRC_ASKS_SERVICE, from, STR("enroll"), irc_nick(irc), secret);
	if (code == CODE_OK && words.len > 0)
		notice(irc, from,
		    STR("The secret is the first word. The server ignores the "
			"e-mail address."),
		    nothing);
	return irc_services_answer(irc, from, code);
}

/*
 * Handles REGISTER #G [WORDS]. First asks whether the client is logged in: if
 * it is not, the router's verb register would take the word for the secret of a
 * new account.
 */
static enum irc_done
make_group(struct irc *irc, struct str from, struct str words)
{
	const struct str group = irc_group(str_word(&words));

	if (!irc_is_group(group))
		return irc_services_answer(irc, from, CODE_BAD_GROUP);
	if (!irc->account_asked) {
		irc->account_asked = true;
		irc->has_account = false;
		(void)IRC_ASK(irc, IRC_ASKS_ACCOUNT, nothing, STR("whois"),
		    irc_nick(irc)); /* always valid */
		return IRC_WAIT;
	}
	irc->account_asked = false;
	if (irc->has_account)
		return irc_services_answer(irc, from,
		    IRC_ASK(
			irc, IRC_ASKS_SERVICE, from, STR("register"), group));
	notice(irc, from, STR("Failed: not logged in"), nothing);
	return IRC_DONE;
}

static enum irc_done
serve_register(struct irc *irc, struct str from, struct str words)
{
	return words.len > 0 && words.at[0] == '#' ?
	    make_group(irc, from, words) :
	    make_account(irc, from, words);
}

/* Handles IDENTIFY [NAME] SECRET. */
static enum irc_done
serve_identify(struct irc *irc, struct str from, struct str words)
{
	struct str name = str_word(&words);

	if (words.len == 0) {
		words = name;
		name = irc_nick(irc);
	}
	return irc_services_answer(irc, from,
	    IRC_ASK(irc, IRC_ASKS_SERVICE, from, STR("login"), name, words));
}

/* Handles GHOST NAME. */
static enum irc_done
serve_ghost(struct irc *irc, struct str from, struct str words)
{
	return irc_services_answer(irc, from,
	    IRC_ASK(
		irc, IRC_ASKS_SERVICE, from, STR("ghost"), str_word(&words)));
}

/* Handles DROP #G. */
static enum irc_done
serve_drop(struct irc *irc, struct str from, struct str words)
{
	const struct str group = irc_group(str_word(&words));

	if (!irc_is_group(group))
		return irc_services_answer(irc, from, CODE_BAD_GROUP);
	return irc_services_answer(irc, from,
	    IRC_ASK(irc, IRC_ASKS_SERVICE, from, STR("drop"), group));
}

static const struct {
	struct str word;
	enum irc_done (*serve)(
	    struct irc *irc, struct str from, struct str words);
	bool of_groups; /* also a command of ChanServ */
} services[] = {
	{ LIT("REGISTER"), serve_register, true },
	{ LIT("DROP"), serve_drop, true },
	{ LIT("IDENTIFY"), serve_identify, false },
	{ LIT("GHOST"), serve_ghost, false },
};

static enum irc_done
serve(struct irc *irc, struct str from, struct str words)
{
	const bool of_groups = str_eq(from, CHANSERV);
	const struct str word = str_word(&words);

	if (!irc_settled(irc))
		return IRC_WAIT;
	/* ChanServ must not take a secret. */
	const bool good = !of_groups || irc_group(words).len > 0;
	for (size_t i = 0; i < COUNT(services); i++)
		if (str_caseeq(services[i].word, word) && good &&
		    (services[i].of_groups || !of_groups))
			return services[i].serve(irc, from, words);
	if (of_groups)
		notice(
		    irc, from, STR("Usage: REGISTER #G or DROP #G"), nothing);
	else
		notice(irc, from,
		    STR("Usage: REGISTER SECRET, IDENTIFY [NAME] SECRET, "
			"GHOST NAME, REGISTER #G or DROP #G"),
		    nothing);
	return IRC_DONE;
}

bool
irc_is_service(struct str target)
{
	return str_caseeq(target, NICKSERV) || str_caseeq(target, CHANSERV);
}

/* Echoes the message, as echo-message requires for every message. */
static void
echo(struct irc *irc, struct str target, struct str words)
{
	char room[IRC_MASK];
	const struct irc_source source = { .actor = irc_self(irc, room) };

	if (!irc_can(irc, CAP_ECHO_MESSAGE))
		return;
	OUT_LINE(irc, &source, STR("PRIVMSG "), target, STR(" :"), words);
}

enum irc_done
irc_to_service(struct irc *irc, struct str target, struct str words)
{
	const struct str name =
	    str_caseeq(target, NICKSERV) ? NICKSERV : CHANSERV;

	if (!irc_settled(irc))
		return IRC_WAIT;
	if (!irc->account_asked) /* else it is the second try */
		echo(irc, name, words);
	return serve(irc, name, words);
}

/*
 * Handles a command as if its parameters were a message; the colon before the
 * last one is lost.
 */
static enum irc_done
serve_line(struct irc *irc, struct str from, const struct irc_line *line)
{
	char room[IRC_BODY];
	struct buf words;

	buf_init(&words, room, sizeof(room));
	for (size_t i = 0; i < line->count; i++)
		(void)BUF_CAT(&words, i > 0 ? STR(" ") : nothing,
		    line->param[i]); /* fits */
	return serve(irc, from, buf_str(&words));
}

enum irc_done
irc_nickserv(struct irc *irc, const struct irc_line *line)
{
	return serve_line(irc, NICKSERV, line);
}

enum irc_done
irc_chanserv(struct irc *irc, const struct irc_line *line)
{
	return serve_line(irc, CHANSERV, line);
}

/*
 * Takes "ok register NAME", "ok login NAME" and "ok ghost NAME", or "err VERB
 * CODE TEXT".
 */
void
irc_hear_service(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_ERR) {
		irc_services_fail(irc, irc->ask->word, said->arg[2]);
		return;
	}
	if (irc->ask->verb == VERB_ENROLL || irc->ask->verb == VERB_LOGIN)
		irc_sasl_reply(irc, said->arg[1]);
	notice(irc, irc->ask->word,
	    irc->ask->verb == VERB_REGISTER || irc->ask->verb == VERB_DROP ?
		STR("Done: #") :
		STR("Done: "),
	    said->arg[1]);
}

/*
 * Takes the answer to whois, of which "person * ROLE ACTOR ..." tells the
 * account.
 */
void
irc_hear_account(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_PERSON)
		irc->has_account = irc_actor(said->arg[2]).account.len > 0;
}
