/* The values of settings: see settings_now.h. */
#include "session/settings_now.h"

#include <stdlib.h>
#include <string.h>

#include "shared/die.h"
#include "shared/str.h"

/* Bytes that the values may take, all that were ever set. */
#define VALUES_MOST ((size_t)16 << 20)

/*
 * Memory of values that were set. It is never freed: pointers into it may
 * remain.
 */
struct value_memory {
	struct value_memory *before;
	char *at[]; /* a string, or pointers to strings */
};

static struct {
	struct value_memory *memory;
	size_t kept; /* bytes of values */
	char why[CODE_SAID]; /* the last refusal */
} values;

void *
settings_now_room(size_t size)
{
	struct value_memory *memory = malloc(sizeof(*memory) + size);

	if (memory == NULL)
		die_errno(EX_OSERR, "no memory for the configuration");
	memory->before = values.memory;
	values.memory = memory;
	values.kept += sizeof(*memory) + size;
	return memory->at;
}

char *
settings_now_kept(const char *text)
{
	if (text == NULL)
		return NULL;
	char *copy = settings_now_room(strlen(text) + 1);
	memcpy(copy, text, strlen(text) + 1);
	return copy;
}

const char *
settings_now_why_not(enum code code, enum arg arg, const char *value)
{
	if (code == CODE_OK)
		return NULL;
	return code_over(
	    code, grammar_excess_of(arg, str_from(value)), values.why)
	    .at;
}

void
settings_now_count(ptrdiff_t bytes)
{
	values.kept += (size_t)bytes;
}

bool
settings_now_is_full(void)
{
	return values.kept > VALUES_MOST;
}
