/* The grammar's table, made from the rows of verbs.def: see grammar.h. */
#include "grammar.h"

#define TEXT(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

/* Values of the columns. */
#define CLIENT(STATES) .kinds = KIND_CLIENT, .states = (STATES)
#define NAME_TAKEN false
#define NAME_FREE true
#define UNRATED false
#define RATED true
#define EVENTS(...) .events = { __VA_ARGS__ },
#define PARTS(...) .parts = { __VA_ARGS__ },
#define OK_ALONE EVENTS(VERB_NONE)
#define NO_ARGS .least = 0
#define ARGS(LEAST, ...) .least = (LEAST), .args = { __VA_ARGS__ }
#define NEW(VERB) VERB_##VERB
#define ALSO(VERB) VERB_##VERB

#define ROW(VERB, FROM, WORD, NAME, USAGE, ...)                              \
	.verb = (VERB), .from = (FROM), .word = TEXT(WORD), .is_name = NAME, \
	.usage = TEXT(USAGE), __VA_ARGS__
#define COMMAND(VERB, WORD, SAYER, NAME, WAIT, COST, TRAITS, ANSWERS,          \
    ARGUMENTS, USAGE, HELP)                                                    \
	{ ROW(VERB_##VERB, FROM_CLIENT, #WORD, NAME, USAGE, ARGUMENTS), SAYER, \
		.waits = (WAIT), .cost = (COST), .traits = (TRAITS),           \
		.help = TEXT(HELP), ANSWERS },
#define WORKER(VERB, WORD, SAYER, NAME, WAIT, COST, TRAITS, ARGUMENTS, USAGE)  \
	{ ROW(VERB_##VERB, FROM_WORKER, #WORD, NAME, USAGE, ARGUMENTS), SAYER, \
		.waits = (WAIT), .cost = (COST), .traits = (TRAITS) },
#define HELPER(VERB, WORD, FROM, KINDS, NAME, ARGUMENTS, USAGE)  \
	{ ROW(VERB_##VERB, FROM, #WORD, NAME, USAGE, ARGUMENTS), \
		.kinds = (KINDS), .states = STATE_ANY },
#define LINE(VERB, WORD, CHARGE, RATE, CHUNK, NAME, ARGUMENTS, USAGE)       \
	{ ROW(VERB, FROM_SERVER, #WORD, NAME, USAGE, ARGUMENTS),            \
		.states = STATE_ANY, .charged = (CHARGE), .chunk = (CHUNK), \
		.rated = (RATE) },
#define ANSWER(VERB, WORD, CHUNK, NAME, ARGUMENTS, USAGE)        \
	{ ROW(VERB, FROM_SERVER, #WORD, NAME, USAGE, ARGUMENTS), \
		.states = STATE_ANY, .charged = CHARGE_ASKER,    \
		.chunk = (CHUNK) },

static const struct rule rules[] = {
#include "verbs.def"
};

const struct rule *
grammar_rule(size_t number)
{
	return number < COUNT(rules) ? &rules[number] : NULL;
}
