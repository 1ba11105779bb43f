/* What is said on one machine and heard on others: see hearsay.h. */
#include "hearsay.h"

#include <stdio.h>

#include "must.h"
#include "pattern.h"
#include "shared/limits.h"
#include "tap.h"

static const char *const names[HEARSAY_MOST] = { "ali", "sara", "bo" };

/* What was heard of one speaker. */
struct hearsay {
	unsigned heard; /* the last number */
	unsigned may; /* so many may be missing, by what was told */
	unsigned lost; /* so many were */
	bool unknown; /* more before the next one, nobody knows how many */
};

int hearsay_digits;

static struct {
	struct bridged *site;
	size_t count;
	struct conn *conn[HEARSAY_MOST];
	unsigned said[HEARSAY_MOST];
	struct hearsay of[HEARSAY_MOST][HEARSAY_MOST]; /* speaker's by hearer */
} hearsay;

void
hearsay_return(size_t number)
{
	hearsay.conn[number] =
	    conn_member(hearsay.site[number].server, names[number], "tea");
	for (size_t i = 0; i < hearsay.count; i++)
		hearsay.of[number][i].heard = 0;
}

void
hearsay_begin(struct bridged *site, size_t count)
{
	hearsay.site = site;
	hearsay.count = count;
	for (size_t i = 0; i < count; i++)
		hearsay_return(i);
	hearsay_all_say(1);
	hearsay_hear();
}

void
hearsay_say(size_t number, unsigned count)
{
	if (count > 1 && hearsay_digits == 0)
		conn_say(hearsay.conn[number], "lines tea %u", count);
	while (count-- > 0)
		conn_say(hearsay.conn[number], "send tea number %0*u",
		    hearsay_digits, ++hearsay.said[number]);
}

void
hearsay_ask(size_t number, const char *line, const char *answer)
{
	conn_say(hearsay.conn[number], "%s", line);
	conn_wait_for(hearsay.conn[number], "%s", answer);
}

void
hearsay_all_say(unsigned count)
{
	for (unsigned once; count > 0; count -= once) {
		once = count >= LIMIT_LINES ? LIMIT_LINES : 1;
		for (size_t i = 0; i < hearsay.count; i++)
			hearsay_say(i, once);
	}
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

/* Takes a line about the speaker; others are skipped. */
static void
hearsay_take(struct hearsay *of, size_t speaker, struct str line)
{
	const unsigned number = last_number(line);
	const char *server = bridged_names[speaker];
	char pattern[128];

	(void)snprintf(
	    pattern, sizeof(pattern), "msg * tea bridge -- %s: ...", server);
	if (pattern_matches(pattern, line))
		of->may += number;
	(void)snprintf(pattern, sizeof(pattern),
	    "msg * tea bridge -- %s: messages may be missing here, nobody ...",
	    server);
	of->unknown = of->unknown || pattern_matches(pattern, line);
	(void)snprintf(pattern, sizeof(pattern), "msg * tea %s/%s number *",
	    names[speaker], server);
	if (!pattern_matches(pattern, line))
		return;
	MUST(number > of->heard, "%s's number %u comes after %u",
	    names[speaker], number, of->heard);
	if (of->heard > 0)
		of->lost += number - of->heard - 1;
	of->heard = number;
	if (of->unknown && of->may < of->lost)
		of->may = of->lost;
	of->unknown = false;
	MUST(of->lost <= of->may, "of %s %u are missing, and %u told",
	    names[speaker], of->lost, of->may);
}

void
hearsay_hear(void)
{
	for (size_t i = 0; i < hearsay.count; i++) {
		struct conn *conn = hearsay.conn[i];
		for (size_t j = 0; j < hearsay.count; j++)
			while (i != j &&
			    hearsay.of[i][j].heard < hearsay.said[j]) {
				conn_wait_for(conn, "msg * tea ...");
				for (size_t k = 0; k < hearsay.count; k++)
					hearsay_take(
					    &hearsay.of[i][k], k, conn->line);
			}
	}
}

void
hearsay_lack(size_t number, unsigned count, const char *what)
{
	hearsay_hear();
	for (size_t i = 0; i < hearsay.count; i++)
		for (size_t j = 0; j < hearsay.count; j++) {
			struct hearsay *of = &hearsay.of[i][j];
			const unsigned lost = j == number ? count : 0;
			MUST(i == j || (of->lost == lost && of->may == lost),
			    "%s: %u of %s are missing on %s, and %u told", what,
			    of->lost, names[j], bridged_names[i], of->may);
			of->lost = of->may = 0;
		}
	PASS("%s", what);
}

void
hearsay_hear_all(const char *what)
{
	hearsay_lack(0, 0, what);
}
