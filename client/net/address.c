/* The address of a server: see address.h. */
#include "net/address.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PORT ":1234"
static const char digits[] = "0123456789";
static const char of_hosts[] = "abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

/* Returns whether the text is a host without a port; digits are a port. */
static bool
is_host(const char *text)
{
	const size_t len = strlen(text);

	if (len > 2 && text[0] == '[')
		return text[len - 1] == ']';
	return strspn(text, of_hosts) == len && strspn(text, digits) < len;
}

const char *
address_complete(const char *text, char room[ADDRESS_ROOM])
{
	if (strlen(text) >= ADDR_TEXT || !is_host(text))
		return text;
	(void)snprintf(room, ADDRESS_ROOM, "%s" PORT, text); /* it fits */
	return room;
}

/* Copies the text, which is shorter than the room, with small letters. */
static void
lower(const char *text, char room[ADDRESS_ROOM])
{
	const size_t len = strlen(text);

	for (size_t i = 0; i <= len; i++) {
		const bool capital = text[i] >= 'A' && text[i] <= 'Z';
		room[i] = (char)(capital ? text[i] - 'A' + 'a' : text[i]);
	}
}

const char *
address_name(const char *text, char room[ADDRESS_ROOM])
{
	char whole_room[ADDRESS_ROOM];
	const char *whole = address_complete(text, whole_room);
	struct addr addr;

	if (strpbrk(whole, "/%") != NULL || strlen(whole) >= ADDRESS_ROOM)
		return text; /* addr_text has no zone */
	if (addr_parse(&addr, whole) == NULL)
		addr_text(&addr, room);
	else
		lower(whole, room);
	return room;
}

bool
address_same(const char *one, const char *other)
{
	char room[2][ADDRESS_ROOM];

	return strcmp(address_name(one, room[0]),
		   address_name(other, room[1])) == 0;
}
