/* Tests of a room in one program: see cases.h. */
#include "cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

/* Where pace.c is linked. */
void pace_really(void) __attribute__((weak));

static struct cases *cases;

void
cases_add(struct cases *one)
{
	one->next = cases;
	cases = one;
}

int
main(int argc, char *argv[])
{
	for (struct cases *one = cases; argc == 2 && one != NULL;
	     one = one->next) {
		if (strcmp(one->name, argv[1]) != 0)
			continue;
		if (!one->is_paced && pace_really != NULL)
			pace_really();
		return one->run();
	}
	(void)fputs("usage: cases NAME, one of:\n", stderr);
	for (struct cases *one = cases; one != NULL; one = one->next)
		(void)fprintf(stderr, "  %s\n", one->name);
	return TAP_WRONG;
}
