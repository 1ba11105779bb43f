/*
 * shared/grammar: the lines do not change without a thought for the programs
 * of the version before.
 */
#include "shared/grammar.h"

#include "tests/lib/tap.h"

/*
 * The parts of the rows that both programs of an upgrade must agree on. A row
 * that moves changes nothing, so their order does not count.
 */
static const char *const rows[] = {
#define COMMAND(                                                            \
    VERB, WORD, SAYER, NAME, WAIT, TRAITS, ANSWERS, ARGUMENTS, USAGE, HELP) \
	"said: " #WORD ", " #SAYER ", " #ARGUMENTS,
#define WORKER(VERB, WORD, SAYER, NAME, WAIT, TRAITS, ARGUMENTS, USAGE) \
	"said: " #WORD ", " #SAYER ", " #ARGUMENTS,
#define HELPER(VERB, WORD, FROM, KINDS, NAME, ARGUMENTS, USAGE) \
	"helper: " #WORD ", " #FROM ", " #KINDS ", " #ARGUMENTS,
#define LINE(VERB, WORD, CHARGE, BRAKES, CHUNK, NAME, ARGUMENTS, USAGE) \
	"told: " #WORD ", " #ARGUMENTS,
#define ANSWER(VERB, WORD, CHUNK, NAME, ARGUMENTS, USAGE) \
	"told: " #WORD ", " #ARGUMENTS,
#include "shared/verbs.def"
};

/* The version, and the sum of its rows: they change together. */
static const struct {
	unsigned version;
	uint32_t sum;
} noted = { 11, 3958517491 };

static uint32_t
sum_of_rows(void)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		sum += str_hash(str_from(rows[i]));
	return sum;
}

int
main(void)
{
	TAP_NUM(GRAMMAR_VERSION, noted.version, "the version is noted here");
	if (!TAP_NUM(
		sum_of_rows(), noted.sum, "the rows are as in that version")) {
		tap_note("verbs.def has other words or arguments than in "
			 "version %u.",
		    noted.version);
		tap_note("Raise GRAMMAR_VERSION (shared/verbs.def), unless "
			 "that version is not released:");
		tap_note("else a program of it disconnects the clients that "
			 "it inherits");
		tap_note("when they say what it does not know. Then note the "
			 "version and the sum here.");
	}
	return tap_done();
}
