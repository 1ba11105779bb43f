/*
 * The state of an IRC client: see session.h. And its identity: at the beginning
 * of a connection, PASS, NICK, USER and CAP come in any order and are kept, and
 * the name is claimed when all are there. Afterwards come NICK, AWAY and
 * SETNAME, and finally QUIT.
 */
#include "worker/irc/out.h"

size_t
irc_copy(char *room, size_t size, struct str text)
{
	text = irc_shown(text, size);
	if (text.len > 0)
		memcpy(room, text.at, text.len);
	return text.len;
}

bool
irc_add(char *room, size_t size, size_t *len, const struct str *pieces,
    size_t count)
{
	struct buf buf;
	bool fits;

	buf_init(&buf, room, size);
	buf.end = *len;
	fits = buf_cat(&buf, pieces, count);
	*len = buf.end;
	return fits;
}

struct str
irc_cat(char *room, size_t size, const struct str *pieces, size_t count)
{
	size_t len = 0;

	(void)irc_add(room, size, &len, pieces, count); /* fits */
	return (struct str) { room, len };
}

struct str
irc_about(char room[2 * IRC_BODY], const struct str *words, size_t count)
{
	size_t len = 0;

	/* Words of one line: they fit. */
	for (size_t i = 0; i < count; i++)
		(void)irc_add(room, 2 * IRC_BODY, &len,
		    IRC_WORDS(i > 0 ? STR(" ") : STR(""), words[i]));
	return (struct str) { room, len };
}

struct str
irc_nick(const struct irc *irc)
{
	const struct ask_queue *asked = irc->conn->asks;

	if (asked->name_len > 0)
		return (struct str) { asked->name, asked->name_len };
	if (irc->registration.nick.len > 0)
		return IRC_STR(irc->registration.nick);
	return STR("*");
}

struct str
irc_self(const struct irc *irc, char room[IRC_MASK])
{
	if (irc->host.len == 0)
		return irc_nick(irc);
	return irc_cat(room, IRC_MASK,
	    IRC_WORDS(irc_nick(irc), STR("!"), IRC_STR(irc->host)));
}

void
irc_nick_command(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0];
	const enum code code = name_check(name);

	if (name.len == 0) {
		TELL(irc, "431 :No nickname given");
	} else if (irc->registration.done) {
		if (!str_eq(name, irc_nick(irc))) /* else nothing changes */
			ASK_OR_TELL(irc, NICK, name, STR("name"), name);
	} else if (code != CODE_OK) {
		irc_error(irc, IRC_ASKS_NAME, code, name, code_text(code));
	} else {
		IRC_KEEP(irc->registration.nick, name);
		irc_registration_go_on(irc);
	}
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

void
irc_user(struct irc *irc, const struct irc_line *line)
{
	struct irc_registration *registration = &irc->registration;

	keep_user(registration, line->param[0], line->param[3]);
	if (registration->real.len == 0) {
		TELL(irc, "461 USER :Not enough parameters");
		return;
	}
	registration->is_known = false;
	irc_registration_go_on(irc);
}

void
irc_send_wants(struct irc *irc)
{
	(void)ASK(irc, NOTHING, STR(""), STR("want"),
	    irc_can(irc, CAP_EXTENDED_MONITOR) ? STR("all") :
						 STR("full")); /* valid */
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
	if (!registration->is_known) {
		registration->is_known = true;
		irc_send_wants(irc);
		if (ASK(irc, NOTHING, STR(""), STR("about"),
			IRC_STR(registration->user),
			IRC_STR(registration->real)) != CODE_OK)
			(void)ASK(irc, NOTHING, STR(""), STR("about"),
			    STR("-"), /* as it is */
			    nick); /* valid */
	}
	(void)ASK(irc, NAME, nick, STR("name"), nick); /* valid */
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
	/*
	 * How others see the client tells how long a text fits in the lines
	 * that they get. These are valid.
	 */
	(void)ASK(irc, SELF, STR(""), STR("who"),
	    IRC_CAT(1 + LIMIT_NAME, STR("@"), said->arg[1]));
	(void)ASK(irc, LUSERS, STR("LUSERS"), STR("counts"));
	(void)ASK(irc, MOTD, STR("MOTD"), STR("motd"));
	irc_metadata_begin(irc);
}

void
irc_know_self(struct irc *irc, struct str actor)
{
	const struct irc_actor self = irc_actor(actor);
	struct str host = self.mask;

	(void)str_cut(&host, '!');
	if (host.len > 0)
		IRC_KEEP(irc->host, host);
	IRC_KEEP(irc->account, self.account);
}

/* Takes "person * LETTERS ACTOR ...". */
void
irc_hear_self(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_PERSON)
		irc_know_self(irc, said->arg[2]);
}

void
irc_away(struct irc *irc, const struct irc_line *line)
{
	/* Clients expect a long text to be cut, as AWAYLEN says. */
	const struct str text = irc_shown(line->param[0], LIMIT_TOPIC);

	if (text.len > 0)
		ASK_OR_TELL(irc, AWAY, STR("away"), STR("away"), text);
	else
		ASK_OR_TELL(irc, HERE_AGAIN, STR(""), STR("away"));
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

void
irc_quit(struct irc *irc, const struct irc_line *line)
{
	if (ASK(irc, NOTHING, STR(""), STR("quit"), line->param[0]) != CODE_OK)
		(void)ASK(irc, NOTHING, STR(""), STR("quit")); /* valid */
	irc->has_quit = true;
}
