/* The protocol of a bot's guests: see guest_words.h. */
#include "script/bot/guest_words.h"

#include <stdio.h>
#include <string.h>

#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/grammar.h"

#define NOT_HERE "not over the socket of a bot; give the server with -s ADDRESS"
#define NOT_SHARED(what)                                             \
	what " takes a connection of its own, and the commands of a" \
	     " bot share one; give the server with -s ADDRESS"

static struct script *bot;

void
guest_words_begin(struct script *script)
{
	bot = script;
}

static void
refuse(struct guest *guest, struct str verb, enum code code, struct str why)
{
	GUEST_SAY(
	    guest, STR("err "), verb, STR(" "), code_word(code), STR(" "), why);
}

/* Says an event that only this guest needs to know of, as of now. */
static void
say_own(struct guest *guest, const char *verb, struct str group)
{
	char id[LIMIT_ID + 1];

	(void)snprintf(id, sizeof(id), "%016llu",
	    (unsigned long long)(clock_wall() % 10000000000000000ULL));
	GUEST_SAY(guest, str_from(verb), STR(" "), str_from(id), STR(" "),
	    group, STR(" "), session_name(&bot->session));
}

/* Whatever name the guest would like, it has the bot's. */
static void
take_name(int i, const struct command *command, struct str line)
{
	struct guest *guest = guests_at(i);

	(void)command;
	(void)line;
	guest->named = true;
	GUEST_SAY(guest, STR("ok name "), session_name(&bot->session));
}

/* The guest is logged in as the bot is, or not at all. */
static void
take_login(int i, const struct command *command, struct str line)
{
	const char *account = bot->options.account;
	struct guest *guest = guests_at(i);

	(void)line;
	if (account != NULL && str_caseeq(command->arg[0], str_from(account)))
		GUEST_SAY(guest, STR("ok login "), command->arg[0]);
	else
		refuse(guest, STR("login"), CODE_NOT_ALLOWED,
		    STR("the bot has another account, or none"));
}

/* Any program that can open the socket is let in. */
static void
take_pass(int i, const struct command *command, struct str line)
{
	(void)command;
	(void)line;
	GUEST_SAY(guests_at(i), STR("ok pass"));
}

static void
take_ping(int i, const struct command *command, struct str line)
{
	struct guest *guest = guests_at(i);

	(void)line;
	if (command->count > 0)
		GUEST_SAY(guest, STR("ok ping "), command->arg[0]);
	else
		GUEST_SAY(guest, STR("ok ping"));
}

static void
take_quit(int i, const struct command *command, struct str line)
{
	struct guest *guest = guests_at(i);

	(void)command;
	(void)line;
	guest->quit = true;
	GUEST_SAY(guest, STR("bye quit "), bye_text(BYE_QUIT));
}

static void
pass_on(int i, const struct command *command, struct str line)
{
	guests_at(i)->asked = true;
	voice_say(i, command->rule->verb, line);
}

/* Joins a group, which the bot itself may be in already. */
static void
take_join(int i, const struct command *command, struct str line)
{
	const struct str group = command->arg[0];
	struct guest *guest = guests_at(i);

	if (guest_has(guest, group))
		refuse(guest, STR("join"), CODE_ALREADY_MEMBER,
		    code_text(CODE_ALREADY_MEMBER));
	else if (guest->groups == GUEST_GROUPS)
		refuse(guest, STR("join"), CODE_TOO_MANY,
		    code_text(CODE_TOO_MANY));
	else if (!our_groups_has(&bot->session.joined, group))
		pass_on(i, command, line);
	else if (guest_enter(guest, group))
		say_own(guest, "join", group);
}

/* Chooses the form of lines; the bot itself has them in full. */
static void
take_want(int i, const struct command *command, struct str line)
{
	struct guest *guest = guests_at(i);
	const bool full = str_eq(command->arg[0], STR("full"));

	(void)line;
	if (!full && !str_eq(command->arg[0], STR("short"))) {
		refuse(guest, STR("want"), CODE_NOT_ALLOWED, STR(NOT_HERE));
		return;
	}
	guest->full = full;
	GUEST_SAY(guest, STR("ok want "), command->arg[0]);
}

/* Passes on a question about the modes; changes are for operators. */
static void
take_mode(int i, const struct command *command, struct str line)
{
	if (command->count == 1)
		pass_on(i, command, line);
	else
		refuse(
		    guests_at(i), STR("mode"), CODE_NOT_ALLOWED, STR(NOT_HERE));
}

static void
take_hold(int i, const struct command *command, struct str line)
{
	(void)line;
	refuse(guests_at(i), command->rule->word, CODE_NOT_ALLOWED,
	    STR(NOT_SHARED("a lock")));
}

/* Takes nothing more: the change would be made that is not waited for. */
static void
take_hear(int i, const struct command *command, struct str line)
{
	(void)line;
	guests_at(i)->quit = true;
	refuse(guests_at(i), command->rule->word, CODE_NOT_ALLOWED,
	    STR(NOT_SHARED("waiting for a change")));
}

static void
take_item(int i, const struct command *command, struct str line)
{
	(void)line;
	refuse(guests_at(i), command->rule->word, CODE_NOT_ALLOWED,
	    STR(NOT_SHARED("an item of work")));
}

/* Leaves a group. The bot does so later, if nobody needs it. */
static void
take_leave(int i, const struct command *command, struct str line)
{
	const struct str group = command->arg[0];
	struct guest *guest = guests_at(i);

	(void)line;
	if (!guest_has(guest, group)) {
		refuse(guest, STR("leave"), CODE_NOT_MEMBER,
		    code_text(CODE_NOT_MEMBER));
		return;
	}
	guest_leave(guest, group);
	say_own(guest, "leave", group);
}

static const struct {
	enum verb verb;
	bool early; /* it may come before the name */
	void (*take)(int i, const struct command *command, struct str line);
} rows[] = {
	{ VERB_NAME, true, take_name },
	{ VERB_LOGIN, true, take_login },
	{ VERB_PASS, true, take_pass },
	{ VERB_PING, true, take_ping },
	{ VERB_TIME, true, pass_on },
	{ VERB_WANT, true, take_want },
	{ VERB_QUIT, true, take_quit },
	{ VERB_JOIN, false, take_join },
	{ VERB_LEAVE, false, take_leave },
	{ VERB_NAMES, false, pass_on },
	{ VERB_SEND, false, pass_on },
	{ VERB_TELL, false, pass_on },
	{ VERB_NOTE, false, pass_on },
	{ VERB_LINES, false, pass_on },
	{ VERB_ADD, false, pass_on },
	{ VERB_PUT, false, pass_on },
	{ VERB_SWAP, false, pass_on },
	{ VERB_CUT, false, pass_on },
	{ VERB_GET, false, pass_on },
	{ VERB_BOXES, false, pass_on },
	{ VERB_HISTORY, false, pass_on },
	{ VERB_MODE, false, take_mode },
	{ VERB_HEAR, false, take_hear },
	{ VERB_HOLD, false, take_hold },
	{ VERB_FREE, false, take_hold },
	{ VERB_POST, false, take_item },
	{ VERB_TAKE, false, take_item },
};

/* Takes a command that the grammar has passed. */
static void
take_command(int i, const struct command *command, struct str line)
{
	struct guest *guest = guests_at(i);
	size_t row = 0;

	while (row < COUNT(rows) && rows[row].verb != command->rule->verb)
		row++;
	if (row == COUNT(rows))
		refuse(guest, command->rule->word, CODE_NOT_ALLOWED,
		    STR(NOT_HERE));
	else if (!guest->named && !rows[row].early)
		refuse(guest, command->rule->word, CODE_NOT_ALLOWED,
		    STR("say your name first"));
	else
		rows[row].take(i, command, line);
}

void
guest_words_take(int i, struct str line)
{
	struct guest *guest = guests_at(i);
	struct command command;

	if (line.at == NULL)
		refuse(
		    guest, STR("-"), CODE_TOO_LONG, code_text(CODE_TOO_LONG));
	if (line.at != NULL && line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (line.len == 0 || guest->quit)
		return;
	const enum code code = grammar_parse(line, FROM_CLIENT, &command);
	if (code == CODE_OK)
		take_command(i, &command, line);
	else
		refuse(guest,
		    command.rule != NULL ? command.rule->word : STR("-"), code,
		    code_text(code));
}

/*
 * Makes the rest of "names G" short: "MARK FLAGS!NAME!USER@HOST ..." becomes
 * "NAME ...". The result may be in room.
 */
static struct str
shorten_names(struct str names, char room[LIMIT_LINE])
{
	struct buf brief;

	if (memchr(names.at, '!', names.len) == NULL)
		return names; /* an older server */
	(void)str_word(&names);
	buf_init(&brief, room, LIMIT_LINE);
	while (names.at != NULL) {
		struct str word = str_word(&names);
		(void)str_cut(&word, '!');
		if (word.at != NULL) /* it is never longer than before */
			(void)BUF_CAT(&brief,
			    buf_len(&brief) > 0 ? STR(" ") : STR(""),
			    str_cut(&word, '!'));
	}
	return buf_str(&brief);
}

/* Appends the line in its short form, after the word in front, if any. */
static void
relay_brief(struct guest *guest, struct str front, const struct command *line)
{
	struct heard heard;
	struct str words[1 + GRAMMAR_ARGS];
	char memory[LIMIT_LINE + 1], names[LIMIT_LINE];
	struct buf whole;

	(void)heard_take(&heard, line, session_name(&bot->session));
	words[0] = heard.event.rule->word;
	for (size_t k = 0; k < heard.event.count; k++)
		words[1 + k] = heard.event.arg[k];
	if (line->rule->verb == VERB_NAMES && line->count > 1)
		words[2] = shorten_names(line->arg[1], names);
	buf_init(&whole, memory, sizeof(memory));
	if (!buf_say(&whole, words, 1 + heard.event.count))
		return;
	const struct str brief = { memory, buf_len(&whole) - 1 };
	/* A name in full form may turn out to be none. */
	if (grammar_parse(brief, FROM_SERVER, &heard.event) == CODE_OK)
		GUEST_SAY(guest, front, brief);
}

/* Appends the line in the form that the guest wants. */
static void
relay(struct guest *guest, const struct command *line)
{
	struct command event;

	if (guest->full && line->rule->verb != VERB_NAMES)
		GUEST_SAY(guest, bot->line);
	else if (line->rule->verb == VERB_PAST &&
	    grammar_parse(line->arg[0], FROM_SERVER, &event) == CODE_OK)
		relay_brief(guest, STR("past "), &event);
	else
		relay_brief(guest, STR(""), line);
}

void
guest_words_answered(
    const struct voice_answer *answer, const struct command *line)
{
	struct guest *guest = guests_at(answer->who);

	if (guest == NULL)
		return;
	if (answer->ends)
		guest->asked = false;
	if (line->rule->verb == VERB_JOIN)
		(void)guest_enter(guest, line->arg[1]); /* it has room */
	relay(guest, line);
}
