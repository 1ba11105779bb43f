/*
 * helpers/journal: wherever the last 8 KiB of a file are cut, what is before
 * the last line that is whole is read, forward and backward, found and
 * replayed; and what comes next follows it. Each 61st byte, or with
 * FORKCAST_CUTS each one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/history/clerk.h"
#include "tests/lib/history/shelf.h"
#include "tests/lib/must.h"

#define DAY 1795392000000000ULL /* 2026-11-23 */
#define LINES 200
#define TAIL 8192

static char whole[65536];
static size_t len;

/* Asks, and returns how many lines the answer has before its last one. */
static unsigned
count(const char *question)
{
	struct str rest;
	unsigned lines = 0;

	clerk_line(str_from(question));
	for (rest = clerk_answer(); rest.len > 0; lines++)
		(void)str_cut(&rest, '\n');
	return lines - 1;
}

/* Returns how many lines are whole in so many bytes. */
static unsigned
whole_lines(size_t size)
{
	unsigned lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += whole[i] == '\n';
	return lines;
}

/* What is read of a day that has been cut. */
static bool
reads(unsigned lines)
{
	const unsigned most = lines < 20 ? lines : 20;

	return count("ask 1 backward ops.0 * 1 members 0 0 20") == most &&
	    count("ask 1 find ops.0 * 1 members 0 0 20 LINE") == most &&
	    count("ask 1 forward ops.0 * 1 members "
		  "1795392000000000 0 20") == most;
}

static bool
goes_on(unsigned lines)
{
	struct str text;

	clerk_line(STR("log 1795392000001000 ops.0 o msg a!b!c!d line more"));
	clerk_end();
	text = shelf_file("history/ops.0/2026-11-23");
	for (unsigned i = 0; i < lines; i++)
		(void)str_cut(&text, '\n');
	return str_eq(text, STR("1795392000001000 o msg a!b!c!d line more\n"));
}

/* What is replayed of a table, 64 lines at a time. */
static bool
replays(unsigned lines)
{
	char question[64];
	unsigned found = 0, part;
	struct str answer;
	uint64_t at = 0;

	do {
		(void)snprintf(question, sizeof(question),
		    "ask 1 replay tables ali.3 %llu", (unsigned long long)at);
		part = count(question);
		found += part;
		for (answer = clerk_answer(); part > 0; part--)
			(void)str_cut(&answer, '\n');
		answer.len -= 1; /* LF */
	} while (str_skip(&answer, STR("answer 1 more ")) &&
	    str_to_number(answer, UINT64_MAX, &at));
	return found == lines;
}

/* Cuts a file at all places; good looks at what is there. */
static void
cut(const char *name, bool (*good)(unsigned lines),
    bool (*goes)(unsigned lines), size_t step)
{
	unsigned wrong = 0;
	struct str text = shelf_file(name);

	len = text.len;
	MUST(len > TAIL && len <= sizeof(whole), "%s has %zu bytes", name, len);
	memcpy(whole, text.at, len);
	for (size_t size = len; size > len - TAIL; size -= step) {
		shelf_write(name, (struct str) { whole, size });
		MUST(clerk_begin(NULL), "it refuses");
		wrong += !good(whole_lines(size));
		if (goes != NULL)
			wrong += !goes(whole_lines(size));
		else
			clerk_end();
	}
	TAP_NUM(wrong, 0, "%s is read wherever it is cut", name);
}

static void
write_files(void)
{
	char line[256];

	MUST(clerk_begin(NULL), "it refuses");
	for (unsigned i = 0; i < LINES; i++) {
		(void)snprintf(line, sizeof(line),
		    "log %llu ops.0 o msg a!b!c!d line %u, not %s", DAY + 1 + i,
		    i, i % 7 == 0 ? "short, not short" : "long");
		clerk_line(str_from(line));
		(void)snprintf(line, sizeof(line),
		    "log %llu ali.3 table put key%u 1795392000000001 ali some "
		    "words",
		    DAY + 1 + i, i);
		clerk_line(str_from(line));
	}
	clerk_end();
}

int
main(void)
{
	const size_t step = getenv("FORKCAST_CUTS") != NULL ? 1 : 61;

	shelf_in_memory();
	write_files();
	cut("history/ops.0/2026-11-23", reads, goes_on, step);
	cut("tables/ali.3", replays, NULL, step);
	return tap_done();
}
