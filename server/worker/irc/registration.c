/*
 * The client's identity. At the beginning of a connection, PASS, NICK, USER and
 * CAP come in any order and are kept, and the name is claimed when all are
 * there. Further lines wait until the router has answered that. Afterwards come
 * NICK, AWAY and SETNAME, and finally QUIT.
 */
#include "worker/irc/parts.h"

#include "worker/irc/errors.h"
#include "worker/irc/out.h"

/*
 * Handles NICK. Before the client has a name, it waits until all is answered,
 * and is kept.
 */
enum irc_done
irc_nick_command(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0];
	const bool same = irc->registration.done && str_eq(name, irc_nick(irc));
	enum code code;

	if (irc->registration.done && name.len > 0 && !same)
		return ASK_OR_TELL(irc, NICK, name, STR("name"), name);
	if (!irc_settled(irc))
		return IRC_WAIT;
	if (same) /* it changes nothing, and gets no answer */
		return IRC_DONE;
	code = name_check(name);
	if (name.len == 0) {
		TELL(irc, "431 :No nickname given");
	} else if (code != CODE_OK) {
		irc_error(irc, IRC_ASKS_NAME, code, name);
	} else {
		IRC_KEEP(irc->registration.nick, name);
		irc_registration_go_on(irc);
	}
	return IRC_DONE;
}

/*
 * Keeps the real name, without control characters, and the valid letters of the
 * user. Clients take both from their system and cannot help what it allows, so
 * an invalid letter is no error; without a valid one, the user is "u".
 */
static void
keep_user(
    struct irc_registration *registration, struct str user, struct str real)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._~-";
	char *kept = registration->real.text;
	size_t len = 0;

	real = irc_shown(real, sizeof(registration->real.text));
	for (size_t i = 0; i < real.len; i++)
		if ((unsigned char)real.at[i] >= ' ' && real.at[i] != 0x7f)
			kept[len++] = real.at[i];
	registration->real.len = len;
	if (len == 0)
		return;
	kept = registration->user.text;
	len = 0;
	for (size_t i = 0; i < user.len && len < LIMIT_USER; i++)
		if (memchr(letters, user.at[i], sizeof(letters) - 1) != NULL)
			kept[len++] = user.at[i];
	if (len == 0)
		kept[len++] = 'u';
	registration->user.len = len;
}

enum irc_done
irc_user(struct irc *irc, const struct irc_line *line)
{
	struct irc_registration *registration = &irc->registration;

	keep_user(registration, line->param[0], line->param[3]);
	if (registration->real.len == 0) {
		TELL(irc, "461 USER :Not enough parameters");
		return IRC_DONE;
	}
	registration->is_known = false;
	irc_registration_go_on(irc);
	return IRC_DONE;
}

void
irc_send_wants(struct irc *irc)
{
	(void)ASK(irc, NOTHING, STR(""), STR("want"),
	    irc_can(irc, CAP_EXTENDED_MONITOR) ? STR("all") :
						 STR("full")); /* valid */
}

/* Tells the router about the client, unless it knows. */
static void
introduce(struct irc *irc)
{
	struct irc_registration *registration = &irc->registration;

	if (registration->is_known)
		return;
	registration->is_known = true;
	irc_send_wants(irc);
	if (ASK(irc, NOTHING, STR(""), STR("about"),
		IRC_STR(registration->user),
		IRC_STR(registration->real)) != CODE_OK)
		(void)ASK(irc, NOTHING, STR(""), STR("about"),
		    STR("-"), /* as it is */
		    IRC_STR(registration->nick)); /* valid */
}

void
irc_registration_go_on(struct irc *irc)
{
	struct irc_registration *registration = &irc->registration;
	const struct str nick = IRC_STR(registration->nick);

	if (registration->done || registration->negotiating || nick.len == 0 ||
	    registration->user.len == 0)
		return;
	irc_sasl_drop(irc);
	introduce(irc);
	/* These are valid. */
	(void)ASK(irc, NAME, nick, STR("name"), nick);
	/*
	 * How others see the client tells how long a text fits in the lines
	 * that they get.
	 */
	(void)ASK(irc, SELF, STR(""), STR("who"),
	    IRC_CAT(1 + LIMIT_NAME, STR("@"), nick));
	(void)ASK(irc, LUSERS, STR("LUSERS"), STR("counts"));
	(void)ASK(irc, MOTD, STR("MOTD"), STR("motd"));
	irc->conn->drains = true;
}

/*
 * Takes "ok name NAME", whose name may differ from the requested one, or an
 * error.
 */
void
irc_hear_name(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_ERR) {
		irc->registration.nick.len = 0;
		irc->registration.is_known = false; /* want may have failed */
		irc_error_heard(irc, IRC_ASKS_NAME, said);
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
	if (said->rule->verb != VERB_PERSON)
		return;
	const struct irc_actor actor = irc_actor(said->arg[2]);
	if (str_eq(actor.name, irc_nick(irc)))
		irc_keep_host(irc, actor.mask);
}

enum irc_done
irc_away(struct irc *irc, const struct irc_line *line)
{
	/* Clients expect a long text to be cut, as AWAYLEN says. */
	const struct str text = irc_shown(line->param[0], LIMIT_TOPIC);

	return IRC_ASK_OR_TELL(irc,
	    text.len > 0 ? IRC_ASKS_AWAY : IRC_ASKS_HERE_AGAIN,
	    text.len > 0 ? STR("away") : STR(""), STR("away"), text);
}

/* Takes "ok about" and sends the client the event that the others got. */
void
irc_hear_setname(struct irc *irc, const struct command *said)
{
	char room[IRC_MASK];
	const struct irc_source source = { .actor = irc_self(irc, room) };

	(void)said;
	if (irc_can(irc, CAP_SETNAME))
		OUT_LINE(irc, &source, "SETNAME :%0");
}

enum irc_done
irc_quit(struct irc *irc, const struct irc_line *line)
{
	if (ASK(irc, NOTHING, STR(""), STR("quit"), line->param[0]) != CODE_OK)
		(void)ASK(irc, NOTHING, STR(""), STR("quit")); /* valid */
	irc->has_quit = true;
	return IRC_DONE;
}
