/* shared/grammar: every row of the table, with right and wrong lines. */
#include "shared/grammar.h"

#include "shared/limits.h"
#include "tests/lib/tap.h"

/* For each kind of argument: a good one, a bad one, and what that is called. */
static const struct {
	const char *good;
	const char *bad;
	enum code code;
} samples[] = {
	[ARG_NAME] = { "ali", "1", CODE_BAD_NAME },
	[ARG_ACTOR] = { "ali!user@host!*!-", "1!user@host!*!-", CODE_BAD_NAME },
	[ARG_FOREIGN] = { "ali/berlin", "ali/", CODE_BAD_NAME },
	[ARG_ANYONE] = { "ali/berlin", "/berlin", CODE_BAD_NAME },
	[ARG_GROUP] = { "1", "#1", CODE_BAD_GROUP },
	[ARG_AUDIENCE] = { "v:1", "x:1", CODE_BAD_GROUP },
	[ARG_TEXT] = { "hello ali", "\x1b[2J", CODE_BAD_TEXT },
	[ARG_TOPIC] = { "-", "\x7f", CODE_BAD_TEXT },
	[ARG_TOKEN] = { "42", "\xff", CODE_BAD_TEXT },
	[ARG_PLACE] = { "ops.0", "ops", CODE_BAD_COMMAND },
	[ARG_VERB] = { "join", "msg", CODE_BAD_COMMAND },
	[ARG_CODE] = { "bad-name", "bad", CODE_BAD_COMMAND },
	[ARG_ADDRESS] = { "192.0.2.7:80", "/tmp/x", CODE_BAD_COMMAND },
	[ARG_ID] = { "1700000000000001", "17x", CODE_BAD_COMMAND },
	[ARG_MSGID] = { "1700000000000001", "017", CODE_BAD_COMMAND },
	[ARG_COUNT] = { "0", "-1", CODE_BAD_COMMAND },
	[ARG_TABLE] = { "@ali", "@1", CODE_BAD_NAME },
	[ARG_KEY] = { "a_key/of.it-0", "Key", CODE_BAD_TEXT },
	[ARG_VALUE] = { "is this one", "\x1b[2J", CODE_BAD_TEXT },
	[ARG_HOLDERS] = { "10000", "10001", CODE_TOO_MANY },
	[ARG_CREDITS] = { "1000", "1001", CODE_TOO_MANY },
	[ARG_SECONDS] = { "86400", "86401", CODE_TOO_MANY },
	[ARG_STATUS] = { "255", "256", CODE_TOO_MANY },
	[ARG_FORM] = { "full", "long", CODE_BAD_COMMAND },
	[ARG_USER] = { "~ali", "a!b", CODE_BAD_TEXT },
	[ARG_REAL] = { "Ali of Shiraz", "\x1b[2J", CODE_BAD_TEXT },
	[ARG_FLAG] = { "+B", "+b", CODE_BAD_COMMAND },
	[ARG_TARGET] = { "@ali", "@1", CODE_BAD_NAME },
	[ARG_GROUP_KEY] = { "Sesame!", "open,sesame", CODE_BAD_TEXT },
	[ARG_CHANGE] = { "+i", "*i", CODE_BAD_COMMAND },
	[ARG_LIST] = { "o", "x", CODE_BAD_COMMAND },
	[ARG_LENGTHS] = { "5,0+8", "5-8", CODE_BAD_COMMAND },
	[ARG_WORD] = { "*!*@host", "\x1b[2J", CODE_BAD_TEXT },
	[ARG_SECRET] = { "open sesame", "\x1b", CODE_BAD_TEXT },
	[ARG_BASE64] = { "AGFsaQB4", "\x1b", CODE_BAD_TEXT },
	[ARG_REST] = { "more words", "\n", CODE_BAD_TEXT },
};

/* A line of a rule's verb and its first count arguments; one may be bad. */
static struct str
make_line(const struct rule *rule, size_t count, size_t bad)
{
	static char line[LIMIT_LINE];
	size_t len = rule->word.len;

	memcpy(line, rule->word.at, len);
	for (size_t i = 0; i < count; i++) {
		const enum arg arg = rule->args[i];
		const struct str word =
		    str_from(i == bad ? samples[arg].bad : samples[arg].good);
		line[len++] = ' ';
		memcpy(line + len, word.at, word.len);
		len += word.len;
	}
	return (struct str) { line, len };
}

static struct str
with(struct str line, struct str more)
{
	static char longer[LIMIT_LINE];

	memcpy(longer, line.at, line.len);
	memcpy(longer + line.len, more.at, more.len);
	return (struct str) { longer, line.len + more.len };
}

static size_t
most(const struct rule *rule)
{
	size_t count = 0;

	while (count < GRAMMAR_ARGS && rule->args[count] != ARG_NONE)
		count++;
	return count;
}

static bool
takes_rest(enum arg arg)
{
	return arg == ARG_TEXT || arg == ARG_TOPIC || arg == ARG_VALUE ||
	    arg == ARG_REAL || arg == ARG_SECRET || arg == ARG_REST;
}

static enum code
parse(const struct rule *rule, struct str line, struct command *command)
{
	return grammar_parse(line, rule->from, command);
}

static void
takes_right_lines(const struct rule *rule)
{
	struct command command;

	for (size_t n = rule->least; n <= most(rule); n++) {
		TAP_NUM(parse(rule, make_line(rule, n, n), &command), CODE_OK,
		    "%s: %zu arguments are right", rule->usage.at, n);
		TAP_OK(command.rule == rule && command.count == n,
		    "%s: it is the row, with that count", rule->usage.at);
		for (size_t i = 0; i < n; i++)
			TAP_STR(command.arg[i],
			    str_from(samples[rule->args[i]].good),
			    "%s: argument %zu", rule->usage.at, i + 1);
	}
}

static void
refuses_wrong_counts(const struct rule *rule)
{
	const size_t n = most(rule);
	const bool open = n > 0 && takes_rest(rule->args[n - 1]);
	struct command command;

	if (rule->least > 0)
		TAP_NUM(
		    parse(rule, make_line(rule, rule->least - 1, n), &command),
		    CODE_BAD_COMMAND, "%s: too few", rule->usage.at);
	TAP_NUM(
	    parse(rule, with(make_line(rule, n, n), STR(" more")), &command),
	    open ? CODE_OK : CODE_BAD_COMMAND, "%s: one more word",
	    rule->usage.at);
	TAP_OK(command.rule == rule, "%s: the verb is known nevertheless",
	    rule->usage.at);
	TAP_NUM(parse(rule, with(rule->word, STR(" ")), &command),
	    rule->from == FROM_CLIENT && rule->least == 0 ? CODE_OK :
							    CODE_BAD_COMMAND,
	    "%s: a space behind the verb alone", rule->usage.at);
	if (!open)
		TAP_NUM(parse(rule, with(make_line(rule, n, n), STR("  ")),
			    &command),
		    rule->from == FROM_CLIENT ? CODE_OK : CODE_BAD_COMMAND,
		    "%s: spaces at the end", rule->usage.at);
}

static void
refuses_bad_arguments(const struct rule *rule)
{
	struct command command;

	for (size_t i = 0; i < most(rule); i++) {
		TAP_NUM(parse(rule, make_line(rule, most(rule), i), &command),
		    samples[rule->args[i]].code, "%s: argument %zu is bad",
		    rule->usage.at, i + 1);
		TAP_OK(command.rule == rule, "%s: the verb is known",
		    rule->usage.at);
	}
}

static void
checks_the_row(const struct rule *rule)
{
	TAP_OK(grammar_find(rule->word, rule->from) == rule,
	    "%s: the word finds the row, and no other row has it",
	    rule->usage.at);
	TAP_OK(grammar_row(rule->verb, rule->from) == rule,
	    "%s: and so does the verb", rule->usage.at);
	TAP_NUM(name_check(rule->word), rule->is_name ? CODE_OK : CODE_BAD_NAME,
	    "%s: a name, or not", rule->usage.at);
	TAP_OK(rule->least <= most(rule), "%s: the least is possible",
	    rule->usage.at);
	TAP_OK((rule->from == FROM_SERVER) == (rule->kinds == 0),
	    "%s: a child says it, or the router", rule->usage.at);
	TAP_OK((rule->from == FROM_CLIENT) == (rule->help.len > 0),
	    "%s: help is for commands", rule->usage.at);
	TAP_OK(
	    rule->states != 0, "%s: there is a state for it", rule->usage.at);
	for (size_t i = 0; i + 1 < most(rule); i++)
		TAP_OK(!takes_rest(rule->args[i]),
		    "%s: argument %zu is one word", rule->usage.at, i + 1);
}

static void
keeps_directions_apart(void)
{
	static const struct {
		const char *line;
		bool from[4]; /* client, worker, server, router */
	} rows[] = {
		{ "join 1 key", { true, true, false, false } },
		{ "send o:1 hi", { true, true, false, false } },
		{ "send o: hi", { false, false, false, false } },
		{ "send o:v:1 hi", { false, false, false, false } },
		{ "mode 1 +i", { true, true, false, false } },
		{ "mode 1 -CHRimnst", { true, true, false, false } },
		{ "mode 1 +CHRimnsti", { false, false, false, false } },
		{ "mode 1 +il", { false, false, false, false } },
		{ "mode 1 +i-t", { false, false, false, false } },
		{ "mode 1 +", { false, false, false, false } },
		{ "mode 1 +b two words", { false, false, false, false } },
		{ "masks 1 be", { false, false, false, false } },
		{ "fault send too-long 3800 3801",
		    { false, true, false, false } },
		{ "fault - too-long 4096", { false, true, false, false } },
		{ "fault - too-long x", { false, false, false, false } },
		{ "proxied [2001:db8::7]:80", { false, true, false, false } },
		{ "proxied 192.0.2.7", { false, false, false, false } },
		{ "pass two words", { false, false, false, false } },
		{ "bye quit goodbye", { false, false, true, false } },
		{ "quit 17 ali", { true, true, true, false } },
		{ "ask 7 check 4096 ali x", { false, false, false, true } },
		{ "answer 7 done", { false, true, false, false } },
		{ "log 1795160000123456 tea.0 o tags a=b c",
		    { false, false, false, true } },
		{ "log 1795160000123456 tea o msg",
		    { false, false, false, false } },
		/* An ID has at most 16 digits: for JSON too, and scripts. */
		{ "msg 9999999999999999 1 ali hello",
		    { false, false, true, false } },
		{ "msg 0700000000000001 1 ali hello",
		    { false, false, false, false } },
		{ "msg 17000000000000001 1 ali hello",
		    { false, false, false, false } },
		{ "JOIN 1", { false, false, false, false } },
		{ "", { false, false, false, false } },
		{ " join 1", { false, false, false, false } },
		{ "join  1 ", { true, false, false, false } },
		{ "join 1\r", { false, false, false, false } },
	};
	static const enum direction directions[] = { FROM_CLIENT, FROM_WORKER,
		FROM_SERVER, FROM_ROUTER };
	struct command command;

	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t d = 0; d < COUNT(directions); d++)
			TAP_OK((grammar_parse(str_from(rows[i].line),
				    directions[d], &command) == CODE_OK) ==
				rows[i].from[d],
			    "'%s' from side %zu", rows[i].line, d);
}

int
main(void)
{
	const struct rule *rule;
	size_t rows;

	for (rows = 0; (rule = grammar_rule(rows)) != NULL; rows++) {
		checks_the_row(rule);
		takes_right_lines(rule);
		refuses_wrong_counts(rule);
		refuses_bad_arguments(rule);
	}
	TAP_OK(rows > VERB_COUNT, "the table has a row a verb, and more");
	TAP_OK(grammar_rule(rows + 1) == NULL, "and an end");
	keeps_directions_apart();
	return tap_done();
}
