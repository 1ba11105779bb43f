/* The texts of the server's lines: see forms.h. */
#include "text/forms.h"

#include <string.h>

#include "shared/codes.h"
#include "shared/names.h"
#include "text/words/heard.h"
#include "text/words/modes.h"

/*
 * The form for one kind of line. A stranger's text always comes last, so that
 * it cannot pass for the words after it.
 */
struct form {
	enum verb verb;
	struct str about; /* value that is_about compares; empty: any */
	size_t least; /* minimum number of arguments */
	struct str text; /* in the notation of forms_next; empty: not shown */
};

#define FORM(VERB, about, least, text)                            \
	{                                                         \
		VERB_##VERB, { about, sizeof(about) - 1 }, least, \
		{                                                 \
			text, sizeof(text) - 1                    \
		}                                                 \
	}

/*
 * The forms; the first that fits is used. The rest of an "ok VERB" has been cut
 * into arguments by then (cut_ok).
 */
static const struct form forms[] = {
	FORM(JOIN, "", 3, "-- $2 has joined #1"),
	FORM(LEAVE, "", 4, "-- $2 has left #1 ($3)"),
	FORM(LEAVE, "", 3, "-- $2 has left #1"),
	FORM(QUIT, "", 3, "-- $1 has quit ($2)"),
	FORM(QUIT, "", 2, "-- $1 has quit"),
	FORM(NAME, "", 3, "-- $1 is now called $2"),
	FORM(TOPIC, "", 4, "-- $2 has set the topic of #1: $3"),
	FORM(TOPIC, "", 3, "-- $2 has cleared the topic of #1"),
	FORM(NAMES, "", 2, "-- in #0: *1"),
	FORM(GROUP, "", 3, "-- group #0, members: $1, topic: $2"),
	FORM(GROUP, "", 2, "-- group #0, members: $1"),
	FORM(ROW, "", 5, "-- $1 of #0, by $3 ($2): $4"),
	FORM(SET, "", 5, "-- $3 has set $2 of #1: $4"),
	FORM(CUT, "", 4, "-- $3 has deleted $2 of #1"),
	FORM(HELD, "", 3, "-- you hold $2 of #1 now (/free #1 $2)"),
	FORM(ITEM, "0", 5, "-- item of #1 from $2 (/done $0): $4"),
	FORM(ITEM, "", 5, "-- item of #1 from $2, returns: $3 (/done $0): $4"),
	FORM(TAKEN, "", 3, "-- &2 has taken item $0 of #1"),
	FORM(DONE, "0", 4, "-- &2 has finished item $0 of #1"),
	FORM(DONE, "", 4, "-- &2 has finished item $0 of #1, status $3"),
	FORM(BACK, "", 3, "-- &2 has returned item $0 to #1"),
	FORM(REPLY, "", 4, "-- &2 on item $0 of #1: $3"),
	FORM(DROPPED, "", 2, "-- item $0 of #1 was dropped"),
	FORM(INVITED, "", 1, "-- you are invited to #0"),
	FORM(BOX, "", 5, "-- waiting %1, taken %2, takers %3: #0, made by $4"),
	FORM(BOX, "", 4, "-- waiting %1, taken %2, takers %3: #0"),
	FORM(PERSON, "", 6, ""), /* see person_form */
	FORM(IN, "o", 3, "-- $0 is in #2, an operator"),
	FORM(IN, "ov", 3, "-- $0 is in #2, an operator"),
	FORM(IN, "v", 3, "-- $0 is in #2, with voice"),
	FORM(IN, "", 3, "-- $0 is in #2"),
	FORM(FROM, "", 2, "-- $0 is connected from $1"),
	FORM(GONE, "", 2, "-- $0 is away: $1"),
	FORM(ONLINE, "", 2, "-- $1 is online"),
	FORM(OFFLINE, "", 2, "-- $1 is offline"),
	FORM(MOTD, "", 1, "-- $0"),
	FORM(FLAG, "", 2, "-- the server has changed your flags: $1"),
	FORM(SEEN, "", 2, ""), /* by our account, elsewhere */
	FORM(CAN, "", 1, "-- you can now: $0"),
	FORM(PAST, "", 1, "-- $0"), /* see past_form */
	FORM(GAP, "", 2, "-- messages are missing here"),
	FORM(TALK, "", 3, "-- unread from #0: $2"),
	FORM(TALK, "", 2, "-- #0, last message: $1"),
	FORM(REDACT, "", 5, "-- $2 has deleted a message in #1: $4"),
	FORM(REDACT, "", 4, "-- $2 has deleted a message in #1"),
	FORM(HELP, "", 1, "-- $0"),
	FORM(OK, "tell", 4, "-- your message is kept until $3 logs in"),
	FORM(OK, "motd", 1, "-- end of the message of the day"),
	FORM(OK, "topic", 3, "-- the topic of #1: +2"),
	FORM(OK, "topic", 2, "-- #1 has no topic"),
	FORM(OK, "names", 3, "-- members of #1: $2"),
	FORM(OK, "groups", 2, "-- groups: $1"),
	FORM(OK, "ping", 2, "-- pong from the server, not from $1"),
	FORM(OK, "ping", 1, "-- pong from the server"),
	FORM(OK, "add", 4, "-- $2 of #1 is set"),
	FORM(OK, "put", 5, "-- $2 of #1 is set; it was: +4"),
	FORM(OK, "put", 4, "-- $2 of #1 is set"),
	FORM(OK, "swap", 5, "-- $2 of #1 is set; it was: +4"),
	FORM(OK, "cut", 4, "-- $2 of #1 is deleted; it was: +3"),
	FORM(OK, "get", 3, "-- keys found in #1: $2"),
	FORM(OK, "hold", 4, "-- your place in the queue for $2 of #1: $3"),
	FORM(OK, "serve", 2, "-- you get what is told to people on $1 now"),
	FORM(OK, "free", 3, "-- you no longer hold $2 of #1, or wait for it"),
	FORM(OK, "post", 3, "-- added to the box of #1"),
	FORM(OK, "take", 3, "-- taking items from #1, up to $2 at a time"),
	FORM(OK, "done", 2, "-- done: $1"),
	FORM(OK, "back", 2, "-- returned: $1"),
	FORM(OK, "reply", 2, "-- replied to the poster of item $1"),
	FORM(OK, "boxes", 2, "-- boxes: $1"),
	/* Not shown: the kick event has said it already. */
	FORM(OK, "kick", 1, ""),
	FORM(OK, "invite", 3, "-- $2 is invited to #1"),
	FORM(OK, "invited", 2, "-- groups you are invited to: $1"),
	FORM(OK, "ban", 3, "-- you set $2 on #1"),
	FORM(OK, "ban", 2, "-- nothing to change in #1"),
	FORM(OK, "mode", 4, "-- you set $2 +3 on #1"),
	FORM(OK, "mode", 3, "-- you set $2 on #1"),
	FORM(OK, "mode", 2, "-- nothing to change in #1"),
	FORM(OK, "masks", 4, "-- masks in list $2 of #1: $3"),
	FORM(OK, "who", 3, "-- matches for #1: $2"),
	FORM(OK, "watching", 2, "-- names you watch: $1"),
	FORM(OK, "counts", 5,
	    "-- clients: $1, without a name: $2, operators: $3, groups: $4"),
	FORM(OK, "server", 4, "-- the server $1 of the network $2"),
	FORM(OK, "can", 2, "-- you can: +1"),
	FORM(OK, "about", 1, "-- your user name and real name are set"),
	FORM(OK, "unwatch", 1, "-- not watched any more"),
	FORM(OK, "guests", 2, "-- guests: $1"),
	FORM(OK, "flag", 2, "-- your flags: $1"),
	FORM(OK, "away", 2, "-- you are away: +1"),
	FORM(OK, "away", 1, "-- you are no longer away"),
	FORM(OK, "register", 2, "-- created account $1; you are logged in"),
	FORM(OK, "drop", 2, "-- no longer registered: #1"),
	FORM(OK, "login", 2, "-- logged in as $1"),
	FORM(OK, "logout", 1, "-- logged out"),
	FORM(OK, "ghost", 2, "-- disconnected: $1"),
	FORM(OK, "oper", 1, "-- you are a server operator"),
	FORM(OK, "kill", 2, "-- disconnected: $1"),
	FORM(OK, "sync", 2, "-- everything so far is on the server's disk"),
	FORM(OK, "seen", 3, "-- read in #1 up to $2"),
	FORM(OK, "history", 3, "-- lines shown from the history of #1: $2"),
	FORM(OK, "talks", 2, "-- groups and people: $1"),
	FORM(OK, "forget", 1, "-- the messages of your account are deleted"),
	FORM(OK, "time", 3, "-- the server's clock: $2"),
	FORM(OK, "", 1, ""),
	FORM(BYE, "", 2, ""),
};

/*
 * Returns whether about is empty or equals the first argument; for an item, it
 * is compared with the number of times that the item was returned, for one that
 * is done with its status, and for a group of a person with the role.
 */
static bool
is_about(const struct command *line, struct str about)
{
	const enum verb verb = line->rule->verb;
	const size_t which = verb == VERB_ITEM || verb == VERB_DONE ? 3 :
	    verb == VERB_IN					    ? 1 :
								      0;

	return about.len == 0 || str_eq(about, line->arg[which]);
}

static const struct form *
find_form(const struct command *line)
{
	for (size_t i = 0; i < COUNT(forms); i++)
		if (forms[i].verb == line->rule->verb &&
		    line->count >= forms[i].least &&
		    is_about(line, forms[i].about))
			return &forms[i];
	return NULL;
}

/* Cuts the rest of "ok VERB" into words; the last one takes what remains. */
static struct command
cut_ok(const struct command *line)
{
	struct command cut = *line;

	if (line->rule->verb != VERB_OK || line->count != 2)
		return cut;
	struct str rest = line->arg[1];
	for (cut.count = 1; rest.at != NULL; cut.count++) {
		if (cut.count == GRAMMAR_ARGS - 1) {
			cut.arg[cut.count] = rest;
			rest.at = NULL;
		} else {
			cut.arg[cut.count] = str_word(&rest);
		}
	}
	return cut;
}

/*
 * Returns the form of "ok topic G TEXT" with who has set it, and when:
 * words/heard.h.
 */
static struct str
topic_form(struct command *line)
{
	struct str rest = line->arg[1];

	line->arg[1] = str_word(&rest);
	line->arg[4] = rest;
	return STR("-- the topic of #1, set by $3 on @2: $4");
}

/* Cuts the details of a box down to its creator, the last word. */
static struct command
with_creator(struct command line)
{
	struct str rest = line.rule->verb == VERB_BOX && line.count == 5 ?
	    line.arg[4] :
	    (struct str) { NULL, 0 };

	while (rest.at != NULL)
		line.arg[4] = str_word(&rest);
	return line;
}

/* Removes the "-" that stands for a missing topic, and the "Quit" of a quit. */
static struct command
without_dash(struct command line)
{
	const enum verb verb = line.rule->verb;
	const bool topic = verb == VERB_TOPIC || verb == VERB_GROUP ||
	    (verb == VERB_OK && line.count == 3 &&
		str_eq(line.arg[0], STR("topic")));
	const bool quit = verb == VERB_QUIT && line.count > 2;

	if ((topic && str_eq(line.arg[line.count - 1], STR("-"))) ||
	    (quit && str_eq(line.arg[2], STR("Quit"))))
		line.count--;
	else if (quit)
		(void)str_skip(&line.arg[2], STR("Quit: "));
	return line;
}

/* Returns the form of a kick, as "-- boss has kicked you out of ops: enough".
 */
static struct str
kick_form(struct command *line, struct str me)
{
	const bool ours = str_caseeq(line->arg[2], me);
	const bool why = line->count > 4;

	if (str_caseeq(line->arg[3], me))
		line->arg[3] = ours ? STR("yourself") : STR("you");
	if (ours)
		return why ? STR("-- you have kicked $3 out of #1: $4") :
			     STR("-- you have kicked $3 out of #1");
	return why ? STR("-- $2 has kicked $3 out of #1: $4") :
		     STR("-- $2 has kicked $3 out of #1");
}

/* Returns the form of an invitation; ours is also answered by ok. */
static struct str
invite_form(struct command *line, struct str me)
{
	if (str_caseeq(line->arg[2], me))
		return STR("");
	if (!str_caseeq(line->arg[3], me))
		return STR("-- $2 has invited $3 to #1");
	line->arg[3] = STR("you");
	return STR("-- $2 has invited $3 to #1 (/join #1)");
}

/* Returns the name, USER@HOST or ACCOUNT of NAME!USER@HOST!ACCOUNT!FLAGS. */
static struct str
part_of(struct str actor, char which)
{
	static const char order[] = "&^~";

	for (const char *at = order; *at != '\0' && actor.at != NULL; at++) {
		const struct str part = str_cut(&actor, '!');
		if (*at == which)
			return part;
	}
	return STR("");
}

/*
 * Returns the form of a person, as "-- @ali (ali@host, account ali), idle for 3
 * s: Ali", where "@" and "+" are the role in the group.
 */
static struct str
person_form(struct command *line)
{
	const struct str role = line->arg[1];
	const struct str account = part_of(line->arg[2], '~');

	if (memchr(role.at, 'o', role.len) != NULL)
		line->arg[1] = STR("@");
	else if (memchr(role.at, 'v', role.len) != NULL)
		line->arg[1] = STR("+");
	else
		line->arg[1] = STR("");
	if (account.len == 0 || str_eq(account, STR("*")))
		return STR("-- $1&2 (^2), idle for $4 s: $5");
	return STR("-- $1&2 (^2, account ~2), idle for $4 s: $5");
}

/*
 * What the modes, the role, the limit and the key of "ok mode" mean; what may
 * follow is how many lines a member may say.
 * Non-members do not learn the key.
 */
static const struct {
	size_t arg;
	struct str value;
	struct str words;
} mode_words[] = {
	{ 2, LIT("-"), LIT("none") },
	{ 3, LIT("o"), LIT("you are an operator") },
	{ 3, LIT("v"), LIT("you have voice") },
	{ 3, LIT("ov"), LIT("you are an operator and have voice") },
	{ 3, LIT("-"), LIT("you have no role") },
	{ 3, LIT("*"), LIT("you are not a member") },
	{ 4, LIT("0"), LIT("none") },
	{ 5, LIT("-"), LIT("none") },
	{ 5, LIT("*"), LIT("hidden") },
};

/*
 * Returns the form of "ok mode" without a change, as "-- modes of #ops: n; you
 * are an operator; limit: none, key: none".
 */
static struct str
mode_form(struct command *line)
{
	struct str *arg = line->arg, flood;

	/* Overwrite the verb and the creation time, which are not shown. */
	arg[3] = arg[4];
	arg[4] = str_word(&arg[5]);
	flood = arg[5];
	arg[5] = str_word(&flood);
	arg[0] = flood;
	for (size_t i = 0; i < COUNT(mode_words); i++)
		if (str_eq(arg[mode_words[i].arg], mode_words[i].value))
			arg[mode_words[i].arg] = mode_words[i].words;
	return flood.len == 0 ?
	    STR("-- modes of #1: $2; $3; limit: $4, key: $5") :
	    STR("-- modes of #1: $2; $3; limit: $4, key: $5, lines: $0 s");
}

static bool
has_modes(const struct command *line)
{
	uint64_t created;

	return line->rule->verb == VERB_OK && line->count == 6 &&
	    str_eq(line->arg[0], STR("mode")) &&
	    str_to_number(line->arg[3], INT64_MAX, &created) &&
	    memchr(line->arg[5].at, ' ', line->arg[5].len) != NULL;
}

/* Returns the form of an entry of a list: that of the change that made it. */
static struct str
mask_form(struct command *mask, struct str me)
{
	static const struct str changes[] = { LIT("+b"), LIT("+e"), LIT("+I") };
	const struct command entry = *mask;

	mask->arg[1] = entry.arg[0];
	mask->arg[2] = entry.arg[3];
	mask->arg[3] = STR("+");
	mask->arg[4] = entry.arg[2];
	for (size_t i = 0; i < COUNT(changes); i++)
		if (str_eq(entry.arg[1], str_from(changes[i].at + 1)))
			mask->arg[3] = changes[i];
	return modes_form(mask, me);
}

/*
 * Returns the form of a line of the past, as "-- 2026-11-20 07:14:03
 * (1763622843000000) [#ops] ali: hello", with the ID by which it can be
 * deleted.
 */
static struct str
past_form(struct command *line, struct str me)
{
	struct command event;
	struct heard heard;

	if (grammar_parse(line->arg[0], FROM_SERVER, &event) != CODE_OK ||
	    event.rule->verb == VERB_PAST)
		return STR("-- $0");
	(void)heard_take(&heard, &event, me);
	*line = heard.event;
	if (line->rule->verb == VERB_MSG)
		return STR("-- @0 ($0) [#1] $2: $3");
	if (line->rule->verb == VERB_TELL)
		return STR("-- @0 ($0) $1 -> $2: $3");
	return forms_find(&heard.event, me, line);
}

/* What was refused, where the verb is no word for it. */
static const struct {
	struct str verb;
	struct str form;
} refusals[] = {
	{ LIT("-"), LIT("!! line refused: $2") },
	{ LIT("note"), LIT("!! notice not sent: $2") },
	{ LIT("pass"), LIT("!! password refused: $2") },
	{ LIT("tell"), LIT("!! not sent: $2") },
	{ LIT("whois"), LIT("!! $2") },
};

/* Texts of the server that need a subject on the screen. */
static const struct {
	enum code code;
	struct str text;
} texts[] = {
	{ CODE_NOT_MEMBER, LIT("you are not a member of that group") },
	{ CODE_NOT_OPERATOR, LIT("you are not an operator of that group") },
	{ CODE_BANNED, LIT("you are banned from that group") },
	{ CODE_MUTED, LIT("you are not allowed to speak in that group") },
	{ CODE_NO_SUCH_MESSAGE,
	    LIT("that message is not recorded, so it cannot be deleted") },
};

/*
 * Returns the form of an "err VERB CODE TEXT"; it may change the arguments.
 */
static struct str
refused_form(struct command *err)
{
	if (err->count < 3)
		return STR("");
	/* The change is in effect, but could not be saved. */
	if (str_eq(err->arg[1], code_word(CODE_NOT_KEPT)))
		return STR("!! modes not saved: $2");
	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_eq(err->arg[2], code_text(texts[i].code)))
			err->arg[2] = texts[i].text;
	for (size_t i = 0; i < COUNT(refusals); i++)
		if (str_eq(err->arg[0], refusals[i].verb))
			return refusals[i].form;
	return STR("!! $0 refused: $2");
}

struct str
forms_find(const struct command *line, struct str me, struct command *cut)
{
	*cut = without_dash(with_creator(cut_ok(line)));
	if (line->rule->verb == VERB_PAST)
		return past_form(cut, me);
	if (line->rule->verb == VERB_KICK)
		return kick_form(cut, me);
	if (line->rule->verb == VERB_MODE)
		return modes_form(cut, me);
	if (line->rule->verb == VERB_MASK)
		return mask_form(cut, me);
	if (line->rule->verb == VERB_PERSON)
		return person_form(cut);
	if (line->rule->verb == VERB_INVITE)
		return invite_form(cut, me);
	if (line->rule->verb == VERB_OK && line->count == 4)
		return topic_form(cut);
	if (has_modes(cut))
		return mode_form(cut);
	if (cut->rule->verb == VERB_ERR)
		return refused_form(cut);
	if (cut->rule->verb == VERB_NAME && str_eq(cut->arg[1], cut->arg[2]))
		return str_caseeq(cut->arg[2], me) ?
		    STR("-- you are already called $2") :
		    STR("");
	const struct form *form = find_form(cut);
	return form == NULL ? STR("") : form->text;
}

/* The width to which numbers in a column are padded. Longer ones stick out. */
#define NUMBER_COLUMNS 4

struct str
forms_audience(struct str audience)
{
	if (audience_group(audience).len == audience.len)
		return STR("");
	return audience.at[0] == 'o' ? STR(" to the operators") :
				       STR(" to the voiced members");
}

struct str
forms_sign(struct str place)
{
	return str_begins(place, STR("@")) ? STR("") : STR("#");
}

struct str
forms_time(struct str id, const char *format, char room[WHEN_ROOM])
{
	uint64_t number;

	if (!str_to_number(id, INT64_MAX, &number))
		return STR("");
	return when_text(number, format, room, WHEN_ROOM);
}

/* The ways to show an argument: see forms_find. */
#define MARKS "$#%*@&^~+"

static void
put_argument(struct styled *to, char mark, struct str arg)
{
	char room[WHEN_ROOM];

	if (arg.at == NULL) {
		styled_words(to, STR("the group"));
		return;
	}
	switch (mark) {
	case '#':
		styled_signed(to, forms_sign(arg), arg);
		break;
	case '%':
		for (size_t i = arg.len; i < NUMBER_COLUMNS; i++)
			styled_words(to, STR(" "));
		styled_text(to, arg);
		break;
	case '*':
		styled_list(to, arg);
		break;
	case '@':
		styled_words(to, forms_time(arg, WHEN_DATE, room));
		break;
	case '&':
	case '^':
	case '~':
		styled_text(to, part_of(arg, mark));
		break;
	default:
		styled_text(to, arg);
	}
}

void
forms_put(struct styled *to, struct str form, const struct command *line)
{
	while (form.len > 0) {
		size_t len = 0;
		while (len < form.len && strchr(MARKS, form.at[len]) == NULL)
			len++;
		styled_words(to, (struct str) { form.at, len });
		str_drop(&form, len);
		if (form.len == 0)
			return;
		struct str arg = line->arg[form.at[1] - '0'];
		const struct str last = line->arg[line->count - 1];
		if (form.at[0] == '+')
			arg.len = (size_t)(last.at + last.len - arg.at);
		put_argument(to, form.at[0], arg);
		str_drop(&form, 2);
	}
}
