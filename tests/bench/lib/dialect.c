/* Code that all dialects share: see dialect.h. */
#include "dialect.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "shared/die.h"

static const struct dialect *const dialects[] = {
	&dialect_forkcast,
	&dialect_forkcast_irc,
	&dialect_irc,
	&dialect_mqtt,
	&dialect_nats,
	&dialect_redis,
	&dialect_relay,
};

const struct dialect *
dialect_find(const char *name)
{
	for (size_t i = 0; i < COUNT(dialects); i++)
		if (strcmp(dialects[i]->name, name) == 0)
			return dialects[i];
	return NULL;
}

void
dialect_print(struct buf *out, const char *format, ...)
{
	char *room;
	const size_t size = buf_room(out, &room);
	va_list args;

	va_start(args, format);
	const int len = vsnprintf(room, size, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= size)
		die(EX_SOFTWARE, "%zu bytes do not hold %s", size, format);
	buf_filled(out, (size_t)len);
}

void
dialect_print_name(struct buf *out, const struct seat *seat)
{
	if (seat->speaks)
		dialect_print(out, "s%zu", seat->group);
	else
		dialect_print(out, "r%zu-%zu", seat->group, seat->place);
}
