/* PASS, NICK, USER, AWAY, SETNAME, QUIT: see registration.h. */
#include "worker/irc/registration.h"

#include "worker/irc/account.h"
#include "worker/irc/errors.h"
#include "worker/irc/metadata.h"
#include "worker/irc/out.h"
#include "worker/irc/server.h"
#include "worker/irc/session.h"

/* A placeholder for the user in the verb about: leave it unchanged. */
#define AS_IT_IS STR("-")

/* The user of a client whose own has no valid letter. */
#define USER_OF_NONE "u"

enum irc_done
irc_pass(struct irc *irc, const struct irc_line *line)
{
	if (irc_pass_login(irc, line->param[0]))
		return IRC_DONE;
	return IRC_ASK_OR_TELL(
	    irc, IRC_ASKS_PASS, STR("PASS"), STR("pass"), line->param[0]);
}

/* Takes "ok pass" or an error; every error is 464. */
void
irc_hear_pass(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_ERR)
		NUMERIC(irc, "464", STR(":Password incorrect"));
}

/* Handles NICK NAME before the client has a name. */
static enum irc_done
first_nick(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0];
	enum code code;

	if (name.len == 0) {
		NUMERIC(irc, "431", STR(":No nickname given"));
		return IRC_DONE;
	}
	code = name_check(name);
	if (code != CODE_OK) {
		irc_error(irc, IRC_ASKS_NAME, code, name);
		return IRC_DONE;
	}
	IRC_KEEP(irc->registration.nick, name);
	irc_registration_go_on(irc);
	return IRC_DONE;
}

/* Keeps the real name, without control characters. */
static void
keep_real(struct irc *irc, struct str text)
{
	struct irc_registration *registration = &irc->registration;
	size_t len = 0;

	IRC_KEEP(registration->real, text);
	for (size_t i = 0; i < registration->real.len; i++) {
		const unsigned char byte =
		    (unsigned char)registration->real.text[i];
		if (byte >= ' ' && byte != 0x7f)
			registration->real.text[len++] = (char)byte;
	}
	registration->real.len = len;
}

/*
 * Keeps the valid letters of a user. Clients take it from their system and
 * cannot help what it allows, so an invalid letter is no error.
 */
static void
keep_user(struct irc *irc, struct str user)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._~-";
	char room[LIMIT_USER];
	size_t len = 0;

	for (size_t i = 0; i < user.len && len < sizeof(room); i++)
		if (memchr(letters, user.at[i], sizeof(letters) - 1) != NULL)
			room[len++] = user.at[i];
	IRC_KEEP(irc->registration.user,
	    len > 0 ? ((struct str) { room, len }) : STR(USER_OF_NONE));
}

enum irc_done
irc_user(struct irc *irc, const struct irc_line *line)
{
	struct irc_registration *registration = &irc->registration;

	keep_real(irc, line->param[3]);
	if (registration->real.len == 0) {
		NUMERIC(irc, "461", STR("USER :Not enough parameters"));
		return IRC_DONE;
	}
	keep_user(irc, line->param[0]);
	registration->is_known = false;
	irc_registration_go_on(irc);
	return IRC_DONE;
}

void
irc_send_wants(struct irc *irc)
{
	const bool all = irc_can(irc, CAP_EXTENDED_MONITOR);

	(void)IRC_ASK(irc, IRC_ASKS_NOTHING, STR(""), STR("want"),
	    all ? STR("all") : STR("full")); /* valid */
}

static void
introduce(struct irc *irc)
{
	struct irc_registration *registration = &irc->registration;

	irc_send_wants(irc);
	if (IRC_ASK(irc, IRC_ASKS_NOTHING, STR(""), STR("about"),
		IRC_STR(registration->user),
		IRC_STR(registration->real)) != CODE_OK)
		(void)IRC_ASK(irc, IRC_ASKS_NOTHING, STR(""), STR("about"),
		    AS_IT_IS, IRC_STR(registration->nick)); /* valid */
	registration->is_known = true;
}

/*
 * Asks how others see the client, in order to know how long a text fits in the
 * lines that they get.
 */
static void
ask_for_self(struct irc *irc)
{
	char at_name[1 + LIMIT_NAME];
	struct buf buf;

	buf_init(&buf, at_name, sizeof(at_name));
	(void)BUF_CAT(
	    &buf, STR("@"), IRC_STR(irc->registration.nick)); /* fits */
	(void)IRC_ASK(
	    irc, IRC_ASKS_SELF, STR(""), STR("who"), buf_str(&buf)); /* valid */
}

void
irc_registration_go_on(struct irc *irc)
{
	struct irc_registration *registration = &irc->registration;

	if (registration->done || registration->negotiating ||
	    registration->nick.len == 0 || registration->user.len == 0)
		return;
	irc_sasl_drop(irc);
	if (!registration->is_known)
		introduce(irc);
	(void)IRC_ASK(irc, IRC_ASKS_NAME, IRC_STR(registration->nick),
	    STR("name"), IRC_STR(registration->nick)); /* valid */
	ask_for_self(irc);
	(void)IRC_ASK(
	    irc, IRC_ASKS_WELCOME, STR(""), STR("counts")); /* valid */
	(void)IRC_ASK(irc, IRC_ASKS_MOTD, STR(""), STR("motd")); /* valid */
	irc->conn->drains = true;
}

/*
 * Takes "ok name NAME", whose name may differ from the requested one, or an
 * error.
 */
void
irc_hear_name(struct irc *irc, const struct command *said)
{
	enum code code;

	if (said->rule->verb == VERB_ERR) {
		irc->registration.nick.len = 0;
		irc->registration.is_known = false; /* want may have failed */
		if (code_find(said->arg[1], &code))
			irc_error_saying(irc, IRC_ASKS_NAME, code,
			    irc->ask->word, said->arg[2]);
		return;
	}
	irc->registration.done = true;
	irc_welcome(irc);
	irc_metadata_begin(irc);
}

/*
 * Takes "person * LETTERS ACTOR ...". The person is somebody else if the client
 * got a name that it did not ask for.
 */
void
irc_hear_self(struct irc *irc, const struct command *said)
{
	if (said->rule->verb != VERB_PERSON || !irc->registration.done)
		return;
	const struct irc_actor actor = irc_actor(said->arg[2]);
	if (str_eq(actor.name, irc_nick(irc)))
		irc_keep_host(irc, actor.mask);
}

enum irc_done
irc_nick_command(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0];

	/* A NICK that changes nothing gets no answer, unless one is pending. */
	if (irc->registration.done && str_eq(name, irc_nick(irc)))
		return irc_settled(irc) ? IRC_DONE : IRC_WAIT;
	if (irc->registration.done && name.len > 0)
		return IRC_ASK_OR_TELL(
		    irc, IRC_ASKS_NICK, name, STR("name"), name);
	if (!irc_settled(irc))
		return IRC_WAIT;
	return first_nick(irc, line);
}

enum irc_done
irc_away(struct irc *irc, const struct irc_line *line)
{
	/* Clients expect a long text to be cut, as AWAYLEN says. */
	const struct str text = irc_shown(line->param[0], LIMIT_TOPIC);

	return IRC_ASK_OR_TELL(irc, IRC_ASKS_AWAY,
	    text.len > 0 ? STR("away") : STR(""), STR("away"), text);
}

/*
 * Takes "ok away". The text that was sent tells whether the client is away now.
 */
void
irc_hear_away(struct irc *irc, const struct command *said)
{
	(void)said;
	if (irc->ask->word.len > 0)
		NUMERIC(irc, "306", STR(":You have been marked as being away"));
	else
		NUMERIC(
		    irc, "305", STR(":You are no longer marked as being away"));
}

static void
fail_setname(struct irc *irc)
{
	irc_fail(irc, STR("SETNAME"), STR("INVALID_REALNAME"),
	    STR("Real name is invalid or too long"));
}

enum irc_done
irc_setname(struct irc *irc, const struct irc_line *line)
{
	const struct str real = line->param[0];

	if (real.len > 0 &&
	    IRC_ASK(irc, IRC_ASKS_SETNAME, real, STR("about"), STR("-"),
		real) == CODE_OK)
		return IRC_DONE;
	fail_setname(irc);
	return IRC_DONE;
}

/* Takes "ok about" and sends the client the event that the others got. */
void
irc_hear_setname(struct irc *irc, const struct command *said)
{
	char room[IRC_MASK];
	const struct irc_source source = { .actor = irc_self(irc, room) };

	if (said->rule->verb == VERB_ERR) {
		fail_setname(irc);
		return;
	}
	if (!irc_can(irc, CAP_SETNAME))
		return;
	OUT_LINE(irc, &source, STR("SETNAME :"), irc->ask->word);
}

enum irc_done
irc_quit(struct irc *irc, const struct irc_line *line)
{
	if (IRC_ASK(irc, IRC_ASKS_NOTHING, STR(""), STR("quit"),
		line->param[0]) != CODE_OK)
		(void)IRC_ASK(
		    irc, IRC_ASKS_NOTHING, STR(""), STR("quit")); /* valid */
	irc->has_quit = true;
	return IRC_DONE;
}
