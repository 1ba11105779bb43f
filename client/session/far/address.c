/* The address of a server: see address.h. */
#include "session/far/address.h"

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

/* Returns the first address from i on whose family is that, or count. */
static size_t
find_family(const struct addr *addr, size_t count, size_t i, bool v6)
{
	while (i < count && (addr[i].to.any.sa_family == AF_INET6) != v6)
		i++;
	return i;
}

void
address_interleave(struct addr *addr, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		const bool v6 = addr[i - 1].to.any.sa_family != AF_INET6;
		const size_t next = find_family(addr, count, i, v6);
		if (next == count)
			return;
		const struct addr taken = addr[next];
		memmove(&addr[i + 1], &addr[i], (next - i) * sizeof(*addr));
		addr[i] = taken;
	}
}
