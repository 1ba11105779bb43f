/*
 * client/net/letters: what is a letter; one that comes again is not new;
 * what is reported, up to the first that the person has not seen, once and only
 * of this connection.
 */
#include "client/net/letters.h"

#include <stdio.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct letters letters;

static enum letters_news
hear(const char *text)
{
	struct command line, letter;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK,
	    "heard: %s", text);
	return letters_take(&letters, &line, &letter);
}

/* A block of letters with these IDs. */
static void
block(uint64_t from, uint64_t to)
{
	char text[64];

	(void)hear("letters");
	for (uint64_t id = from; id <= to; id++) {
		(void)snprintf(text, sizeof(text), "past tell %llu bob ali hi",
		    (unsigned long long)id);
		(void)hear(text);
	}
	(void)snprintf(
	    text, sizeof(text), "letters %llu", (unsigned long long)to);
	(void)hear(text);
}

static void
tells_apart(void)
{
	TAP_OK(hear("past tell 11 bob ali hi") == LETTERS_NONE,
	    "before a block, it answers something");
	TAP_OK(hear("letters") == LETTERS_NOTED, "a block begins");
	TAP_OK(hear("past tell 11 bob ali hi") == LETTERS_NEW, "a letter");
	TAP_OK(hear("msg 12 tea bob hi") == LETTERS_NONE, "no letter");
	TAP_OK(hear("past msg 13 tea bob hi") == LETTERS_NOTED &&
		hear("past nonsense") == LETTERS_NOTED,
	    "nothing that is shown");
	TAP_NUM(letters_report(&letters, 0), 0, "nothing is done before");
	TAP_OK(hear("letters 11") == LETTERS_NOTED, "its end");
	TAP_OK(hear("past tell 14 bob ali hi") == LETTERS_NONE, "and after it");
	TAP_NUM(letters_report(&letters, 0), 11, "then it is done");
	TAP_NUM(letters_report(&letters, 0), 0, "once");
}

static void
reports_seen(void)
{
	const size_t round = letters.round;

	block(21, 25);
	TAP_OK(letters.round == round + 1, "what comes next is another round");
	TAP_NUM(letters_report(&letters, 1), 0, "none was seen");
	TAP_NUM(
	    letters_report(&letters, 24), 23, "those before the unseen one");
	block(26, 28);
	TAP_OK(letters.round == round + 1, "which goes on until all are");
	TAP_NUM(letters_report(&letters, 24), 0, "nor is it reported twice");
	TAP_NUM(letters_report(&letters, 28), 27, "then others");
	letters_lost(&letters);
	TAP_NUM(letters_report(&letters, 0), 0, "not of an earlier connection");
	(void)hear("letters");
	TAP_OK(hear("past tell 28 bob ali hi") == LETTERS_NOTED,
	    "it comes again, and is not new");
	(void)hear("letters 28");
	TAP_NUM(letters_report(&letters, 28), 0, "but is still unseen");
	TAP_NUM(letters_report(&letters, 0), 28, "until it is seen");
	TAP_OK(letters_has(&letters, 25) && !letters_has(&letters, 29),
	    "all are known");
}

/* An account and a login name have one each. */
static void
has_two_mailboxes(void)
{
	block(41, 42);
	TAP_NUM(letters_report(&letters, 0), 42, "all of one are done");
	block(36, 38);
	TAP_NUM(
	    letters_report(&letters, 38), 37, "those of another may be older");
	TAP_NUM(letters_report(&letters, 0), 38, "up to the last");
}

static void
has_room(void)
{
	block(101, 101 + LETTERS_MOST);
	TAP_OK(!letters_has(&letters, 28) && !letters_has(&letters, 101) &&
		letters_has(&letters, 102) &&
		letters_has(&letters, 101 + LETTERS_MOST),
	    "the first are forgotten");
	TAP_NUM(letters_report(&letters, 102), 0, "none of these is reported");
	TAP_NUM(letters_report(&letters, 103), 102, "but all others");
}

int
main(void)
{
	tells_apart();
	reports_seen();
	has_two_mailboxes();
	has_room();
	return tap_done();
}
