/*
 * NickServ, for accounts, and ChanServ, for groups, as people with old clients
 * expect them. No clients have these names: the worker asks the router and
 * sends the answers as notices from them.
 */
#include "worker/irc/parts.h"

#include "shared/codes.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"

#define NICKSERV STR("NickServ")
#define CHANSERV STR("ChanServ")

static const struct str nothing;

static void
notice(struct irc *irc, struct str from, struct str text, struct str more)
{
	const struct irc_source source = {
		.actor = IRC_CAT(2 * LIMIT_NAME + 2 + IRC_NAME, from, STR("!"),
		    from, STR("@"), irc_server(irc))
	};

	OUT_LINE(irc, &source, "NOTICE %n :%1%2", text, more);
}

/* Reports a failure, with "channel" for each "group" in the text. */
static void
fail(struct irc *irc, struct str from, struct str why)
{
	const struct str group = STR("group");
	char room[IRC_BODY];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	while (why.len > 0) {
		const bool is_group = str_begins(why, group);
		const struct str piece = { why.at, is_group ? group.len : 1 };
		(void)BUF_CAT(&text,
		    is_group ? STR("channel") : piece); /* or it is cut */
		str_drop(&why, piece.len);
	}
	notice(irc, from, STR("Failed: "), buf_str(&text));
}

/*
 * Handles REGISTER SECRET [EMAIL]; services on other networks require an
 * address. Refuses a secret of several words, of which only the first would be
 * used.
 */
static enum code
make_account(struct irc *irc, struct str from, struct str words)
{
	const struct str secret = str_word(&words);
	const bool is_email = words.len > 0 && words.at[0] != '@' &&
	    irc_has(words, '@') && !irc_has(words, ' ');
	enum code code;

	if (words.len > 0 && !is_email) {
		notice(irc, from,
		    STR("Failed: the secret has a space in it; use the command "
			"REGISTER * * :SECRET"),
		    nothing);
		return CODE_OK;
	}
	code = ASK(irc, SERVICE, from, STR("enroll"), irc_nick(irc), secret);
	if (code == CODE_OK && is_email)
		notice(irc, from,
		    STR("The secret is the first word. The server ignores the "
			"e-mail address."),
		    nothing);
	return code;
}

/* Handles IDENTIFY [NAME] SECRET. */
static enum code
identify(struct irc *irc, struct str from, struct str words)
{
	struct str name = str_word(&words);

	if (words.len == 0) {
		words = name;
		name = irc_nick(irc);
	}
	return ASK(irc, SERVICE, from, STR("login"), name, words);
}

/* The commands; the first row that fits the words counts. */
static const struct row {
	struct str word;
	bool follows; /* only if '#' follows */
	bool of_groups; /* about a channel; ChanServ takes it, too */
	/*
	 * First, it is asked whether the client is logged in: if it is not, the
	 * router's verb register would take a word for the secret of a new
	 * account.
	 */
	bool asks_account;
	struct str verb; /* the router's, for a name or a group */
	/* For any other. */
	enum code (*serve)(struct irc *irc, struct str from, struct str words);
} services[] = {
	{ LIT("REGISTER"), true, true, true, LIT("register"), NULL },
	{ LIT("REGISTER"), false, false, false, LIT(""), make_account },
	{ LIT("DROP"), false, true, false, LIT("drop"), NULL },
	{ LIT("IDENTIFY"), false, false, false, LIT(""), identify },
	{ LIT("GHOST"), false, false, false, LIT("ghost"), NULL },
};

/* Finds the row for the words. ChanServ must not take a secret. */
static const struct row *
row_find(struct str from, struct str word, struct str words)
{
	const bool chanserv = str_eq(from, CHANSERV);

	for (size_t i = 0; i < COUNT(services); i++)
		if (str_caseeq(services[i].word, word) &&
		    (!services[i].follows || str_begins(words, STR("#"))) &&
		    (!chanserv ||
			(services[i].of_groups && irc_group(words).len > 0)))
			return &services[i];
	return NULL;
}

/* Does what a row says. */
static enum code
do_row(
    struct irc *irc, const struct row *row, struct str from, struct str words)
{
	struct str subject;

	if (row->serve != NULL)
		return row->serve(irc, from, words);
	subject = str_word(&words);
	if (row->of_groups)
		subject = irc_group(subject);
	if (row->of_groups && !irc_is_group(subject))
		return CODE_BAD_GROUP;
	if (!row->asks_account || irc->has_account)
		return ASK(irc, SERVICE, from, row->verb, subject);
	notice(irc, from, STR("Failed: not logged in"), nothing);
	return CODE_OK;
}

/* Does what the words say. */
static enum irc_done
serve(struct irc *irc, struct str from, struct str words)
{
	const struct str word = str_word(&words);
	const struct row *row = row_find(from, word, words);
	enum code code = CODE_OK;

	if (!irc_settled(irc))
		return IRC_WAIT;
	if (row == NULL) {
		notice(irc, from,
		    str_eq(from, CHANSERV) ?
			STR("Usage: REGISTER #G or DROP #G") :
			STR("Usage: REGISTER SECRET, IDENTIFY [NAME] SECRET, "
			    "GHOST NAME, REGISTER #G or DROP #G"),
		    nothing);
		return IRC_DONE;
	}
	if (row->asks_account && !irc->account_asked) {
		irc->account_asked = true;
		irc->has_account = false;
		(void)ASK(irc, ACCOUNT, nothing, STR("whois"),
		    irc_nick(irc)); /* always valid */
		return IRC_WAIT;
	}
	irc->account_asked = false;
	code = do_row(irc, row, from, words);
	if (code != CODE_OK)
		fail(irc, from, code_text(code));
	return IRC_DONE;
}

bool
irc_is_service(struct str target)
{
	return str_caseeq(target, NICKSERV) || str_caseeq(target, CHANSERV);
}

enum irc_done
irc_to_service(struct irc *irc, struct str target, struct str words)
{
	const struct str name =
	    str_caseeq(target, NICKSERV) ? NICKSERV : CHANSERV;
	char room[IRC_MASK];
	const struct irc_source source = { .actor = irc_self(irc, room) };

	if (!irc_settled(irc))
		return IRC_WAIT;
	/* As echo-message requires for every message; at the first try. */
	if (!irc->account_asked && irc_can(irc, CAP_ECHO_MESSAGE))
		OUT_LINE(irc, &source, "PRIVMSG %1 :%2", name, words);
	return serve(irc, name, words);
}

/*
 * Handles NICKSERV, CHANSERV and their short forms as if the parameters were a
 * message; the colon before the last one is lost.
 */
enum irc_done
irc_service(struct irc *irc, const struct irc_line *line)
{

	return serve(irc,
	    str_lower(line->command.at[0]) == 'n' ? NICKSERV : CHANSERV,
	    irc_about((char[2 *IRC_BODY]) { 0 }, line->param, line->count));
}

/*
 * Takes "ok VERB WORD", whose word is an account, a name or a group, or "err
 * VERB CODE TEXT".
 */
void
irc_hear_service(struct irc *irc, const struct command *said)
{
	const enum verb verb = irc->ask->verb;

	if (said->rule->verb == VERB_ERR) {
		fail(irc, irc->ask->word, said->arg[2]);
		return;
	}
	if (verb == VERB_ENROLL || verb == VERB_LOGIN)
		irc_sasl_reply(irc, said->arg[1]);
	notice(irc, irc->ask->word,
	    verb == VERB_REGISTER || verb == VERB_DROP ? STR("Done: #") :
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
