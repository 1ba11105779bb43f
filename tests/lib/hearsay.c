/* What is said on one machine and heard on another: see hearsay.h. */
#include "hearsay.h"

#include "must.h"
#include "pattern.h"
#include "tap.h"

void
hearsay_say(struct hearsay *talk, unsigned count)
{
	while (count-- > 0)
		conn_say(talk->from, "send tea number %u", ++talk->said);
}

/* Returns the number at the end of the line, or 0. */
static unsigned
last_number(struct str line)
{
	uint64_t number = 0;

	while (line.at != NULL) {
		number = 0;
		(void)str_to_number(str_word(&line), 1000000, &number);
	}
	return (unsigned)number;
}

void
hearsay_take(struct hearsay *talk, struct str line)
{
	const unsigned number = last_number(line);
	struct str rest = line;

	if (pattern_matches("msg * tea bridge -- ...", line))
		talk->may += number;
	if (!pattern_matches("msg * tea * number *", line))
		return;
	for (int i = 0; i < 3; i++)
		(void)str_word(&rest);
	if (!str_eq(str_word(&rest), str_from(talk->speaker)))
		return;
	MUST(number > talk->heard, "number %u comes after %u", number,
	    talk->heard);
	talk->lost += number - talk->heard - 1;
	talk->heard = number;
	MUST(talk->lost <= talk->may, "%u are missing, and %u told", talk->lost,
	    talk->may);
}

void
hearsay_hear(struct hearsay *talk)
{
	while (talk->heard < talk->said) {
		conn_wait_for(talk->to, "msg * tea ...");
		hearsay_take(talk, talk->to->line);
	}
}

void
hearsay_hear_all(struct hearsay *talk, const char *what)
{
	hearsay_hear(talk);
	TAP_NUM(talk->lost, 0, "%s", what);
}
