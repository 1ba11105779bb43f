/* Addresses behind characters: see hyperlinks.h. */
#include "screen/hyperlinks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"

/* Returns the number of the address, or 0. */
static unsigned
find(const struct hyperlinks *links, struct str address)
{
	for (unsigned i = 1; i <= HYPERLINKS_MOST; i++)
		if (links->address[i] != NULL &&
		    str_eq(str_from(links->address[i]), address))
			return i;
	return 0;
}

/* Returns a free number, or else the one used least recently. */
static unsigned
find_oldest(const struct hyperlinks *links)
{
	unsigned oldest = 1;

	for (unsigned i = 2; i <= HYPERLINKS_MOST; i++)
		if (links->used[i] < links->used[oldest])
			oldest = i;
	return oldest;
}

void
hyperlinks_begin(struct hyperlinks *links)
{
	links->frame = links->uses;
}

unsigned
hyperlinks_number(struct hyperlinks *links, struct str address, bool *replaced)
{
	unsigned number;

	*replaced = false;
	if (!links->on || address.len > HYPERLINKS_ADDRESS)
		return 0;
	number = find(links, address);
	if (number == 0) {
		number = find_oldest(links);
		if (links->used[number] > links->frame)
			return 0;
		char *copy = strndup(address.at, address.len);
		if (copy == NULL)
			return 0;
		*replaced = links->address[number] != NULL;
		free(links->address[number]);
		links->address[number] = copy;
	}
	links->used[number] = ++links->uses;
	return number;
}

struct str
hyperlinks_sequence(
    const struct hyperlinks *links, unsigned number, char room[HYPERLINKS_ROOM])
{
	char escaped[4];
	struct buf text;

	if (number == 0 || links->address[number] == NULL)
		return STR("\033]8;;\a");
	buf_init(&text, room, HYPERLINKS_ROOM);
	(void)BUF_CAT(&text, STR("\033]8;id="), DECIMAL(number), STR(";"));
	for (const char *c = links->address[number]; *c != '\0'; c++) {
		const unsigned char byte = (unsigned char)*c;
		if (byte > ' ' && byte < 0x7f) {
			(void)BUF_CAT(&text, (struct str) { c, 1 });
			continue;
		}
		(void)snprintf(escaped, sizeof(escaped), "%%%02X", byte);
		(void)BUF_CAT(&text, str_from(escaped));
	}
	(void)BUF_CAT(&text, STR("\a")); /* all of it fits */
	return buf_str(&text);
}

void
hyperlinks_free(struct hyperlinks *links)
{
	for (size_t i = 0; i <= HYPERLINKS_MOST; i++)
		free(links->address[i]);
	*links = (struct hyperlinks) { .on = false };
}
