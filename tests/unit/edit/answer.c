/*
 * client/edit/answer: a line typed as an answer, which may be a secret: what
 * the keys do, and that nothing of it remains in memory.
 */
#include "client/edit/answer.h"

#include <string.h>

#include "tests/lib/tap.h"

#define BACKSPACE "\x7f"
#define CTRL_U "\x15"
#define CTRL_W "\x17"
#define BEGIN "\033[200~"
#define END "\033[201~"

/* The keys, the answer then, and the result of the last key. */
static const struct {
	const char *typed, *text;
	enum answered last;
} rows[] = {
	{ "", "", ANSWER_GOES_ON },
	{ "s3cret", "s3cret", ANSWER_GOES_ON },
	{ "two words", "two words", ANSWER_GOES_ON },
	{ "s3cret\r", "s3cret", ANSWER_DONE },
	{ "\r", "", ANSWER_DONE },
	{ "ab" BACKSPACE, "a", ANSWER_GOES_ON },
	{ "a" BACKSPACE BACKSPACE, "", ANSWER_BELL },
	{ "a\xd8\xb4" BACKSPACE, "a", ANSWER_GOES_ON },
	{ "ae\xcc\x81" BACKSPACE, "a", ANSWER_GOES_ON },
	{ "old" CTRL_U "new", "new", ANSWER_GOES_ON },
	{ CTRL_U, "", ANSWER_BELL },
	{ "two  words  " CTRL_W, "two  ", ANSWER_GOES_ON },
	{ "word" CTRL_W, "", ANSWER_GOES_ON },
	{ CTRL_W, "", ANSWER_BELL },
	{ BEGIN "pasted\n" END, "pasted", ANSWER_GOES_ON },
	{ "a" BEGIN "b\nc" END "d\r", "abcd", ANSWER_DONE },
	{ "a\x03", "a", ANSWER_CANCELLED },
	{ "a\x04", "a", ANSWER_CANCELLED },
	{ "a\x07", "a", ANSWER_CANCELLED },
	{ "a\t", "a", ANSWER_BELL },
	{ "a\033[D", "a", ANSWER_BELL },
	{ "a\033[A", "a", ANSWER_BELL },
	{ "a\x12", "a", ANSWER_BELL },
	{ "a\x1a", "a", ANSWER_BELL },
};

/* Types the keys; returns the result of the last one. */
static enum answered
type(struct answer *answer, const char *typed)
{
	struct keys keys = { 0 };
	enum answered answered = ANSWER_GOES_ON;

	for (; *typed != '\0'; typed++) {
		const struct key key = keys_feed(&keys, *typed);
		if (key.kind != KEY_NONE)
			answered = answer_key(answer, &key);
	}
	return answered;
}

static void
takes_keys(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer answer = { 0 };
		TAP_NUM(type(&answer, rows[i].typed), rows[i].last,
		    "row %zu: the last key", i);
		TAP_STR(answer_text(&answer), str_from(rows[i].text),
		    "row %zu: the answer", i);
		TAP_STR(answer_shown(&answer), str_from(rows[i].text),
		    "row %zu: it is shown", i);
	}
}

/* The longest answer is as long as a secret may be. */
static void
has_an_end(void)
{
	struct answer answer = { 0 };

	for (size_t i = 0; i < ANSWER_MOST - 1; i++)
		(void)type(&answer, "x");
	TAP_NUM(answer_text(&answer).len, ANSWER_MOST - 1, "one byte is free");
	TAP_NUM(type(&answer, "\xd8\xb4"), ANSWER_BELL, "not for two");
	TAP_NUM(type(&answer, "x"), ANSWER_GOES_ON, "but for one");
	TAP_NUM(type(&answer, "x"), ANSWER_BELL, "that is all");
	TAP_NUM(answer_text(&answer).len, ANSWER_MOST, "it is as it was");
	TAP_NUM(type(&answer, BACKSPACE "y\r"), ANSWER_DONE, "it can be ended");
	TAP_NUM(answer.text[ANSWER_MOST - 1], 'y', "and its end corrected");
}

/* Returns whether any byte of the answer is not zero. */
static bool
remains(const struct answer *answer)
{
	for (size_t i = 0; i < sizeof(answer->text); i++)
		if (answer->text[i] != '\0')
			return true;
	return answer->len > 0;
}

static void
forgets(void)
{
	struct answer answer = { 0 };

	answer_begin(&answer, true);
	(void)type(&answer, "s3cret");
	TAP_STR(answer_shown(&answer), STR(""), "a secret is not shown");
	TAP_STR(answer_text(&answer), STR("s3cret"), "it is there");
	(void)type(&answer, BACKSPACE BACKSPACE);
	TAP_OK(memcmp(answer.text, "s3cr\0\0", 6) == 0,
	    "what is deleted is wiped");
	(void)type(&answer, CTRL_U);
	TAP_OK(!remains(&answer) && answer.hidden, "all of it, too");
	(void)type(&answer, "again");
	answer_begin(&answer, false);
	TAP_OK(!remains(&answer) && !answer.hidden,
	    "the next question begins with nothing");
}

int
main(void)
{
	takes_keys();
	has_an_end();
	forgets();
	return tap_done();
}
