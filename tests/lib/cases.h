/*
 * Tests of a room are one program, of which one test runs: "cases NAME", where
 * the name is that of the source. Each source is compiled with CASE for its
 * name, and with this before its first line (tests.mk), so no header of the
 * system may be included here: the source has yet to say what it wants of them.
 */
#ifndef TESTS_LIB_CASES_H
#define TESTS_LIB_CASES_H

struct cases {
	const char *name;
	int (*run)(void);
	int is_paced; /* the test moves the clock: router/pace.h */
	struct cases *next;
};

/* Adds a test of the program, before main. */
void cases_add(struct cases *one);

#ifdef CASE
#define CASES_TEXT_OF(name) #name
#define CASES_TEXT(name) CASES_TEXT_OF(name)
#define CASES_RUN_OF(name) case_##name
#define CASES_RUN(name) CASES_RUN_OF(name)
#define main CASES_RUN(CASE)

int main(void);

static struct cases cases_own = { CASES_TEXT(CASE), main, 0, 0 };

__attribute__((constructor)) static void
cases_begin(void)
{
	cases_add(&cases_own);
}
#endif

#endif
