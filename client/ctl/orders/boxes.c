/* forkcastctl boxes: the list of boxes, short or as a table with details. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "ctl/text.h"
#include "shared/clock.h"

#define USAGE "usage: forkcastctl boxes [-l]"

/* The words of a line, in their order. */
enum word {
	BOX,
	WAITING,
	TAKEN,
	TAKERS,
	ROLE,
	BYTES,
	MADE,
	POSTED,
	TOOK,
	CREATOR,
	WORDS
};

/* Prints "NAME WAITING TAKEN TAKERS". */
static void
boxes_show(struct str line)
{
	for (enum word i = BOX; i <= TAKERS; i++) {
		if (i > BOX)
			(void)putchar(' ');
		text_print(str_word(&line));
	}
	(void)putchar('\n');
}

/* Returns how long ago that was, or "-" if it is not known. */
static const char *
age(char room[TEXT_SHORT], struct str time)
{
	uint64_t then;

	if (!str_to_number(time, UINT64_MAX, &then) || then == 0)
		return "-";
	return text_span(room, text_since(then, clock_wall()));
}

static const char *
bytes_of(char room[TEXT_SHORT], struct str word)
{
	uint64_t bytes = 0;

	(void)str_to_number(word, UINT64_MAX, &bytes); /* 0 if it is none */
	return text_size(room, bytes);
}

/* Prints the headings, once. */
static void
print_headings(void)
{
	static bool printed;

	if (!printed)
		(void)printf("WAITING TAKEN TAKERS ROLE      BYTES   AGE     "
			     "POSTED  TOOK    CREATOR          BOX\n");
	printed = true;
}

/*
 * Prints a row of the table, after the headings if it is the first; the names
 * come last, as they may be long.
 */
static void
show_details(struct str line)
{
	char room[4][TEXT_SHORT];
	struct str word[WORDS];

	print_headings();
	for (enum word i = BOX; i < WORDS; i++)
		word[i] = str_word(&line);
	text_column(word[WAITING], 8);
	text_column(word[TAKEN], 6);
	text_column(word[TAKERS], 7);
	text_column(word[ROLE], 10);
	(void)printf("%-7s %-7s %-7s %-7s ", bytes_of(room[0], word[BYTES]),
	    age(room[1], word[MADE]), age(room[2], word[POSTED]),
	    age(room[3], word[TOOK]));
	text_column(word[CREATOR], 16);
	(void)putchar(' ');
	text_print(word[BOX]);
	(void)putchar('\n');
}

int
cmd_list_boxes(const struct choice *choice, int argc, char **argv)
{
	bool details = false;
	int letter;

	while ((letter = getopt(argc, argv, "l")) != -1) {
		if (letter != 'l')
			ctl_usage(USAGE);
		details = true;
	}
	ctl_no_more(argc, USAGE);
	return order_run(choice, 1, argv, details ? show_details : boxes_show);
}
