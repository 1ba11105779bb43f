/* Somebody who asks a server's responder: see health.h. */
#include "health.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "deadline.h"
#include "shared/io.h"

#define LOGGED "responder: answering on "

/* A request that has had no answer by then is sent again, as another. */
#define AGAIN SEC

/* All our tokens begin with this. */
#define MINE "asked-"

static struct health *all; /* that have been opened */

void
health_address(struct server *server, char address[ADDR_TEXT])
{
	const char *found = NULL;

	for (const char *at = server_log(server);
	     (at = strstr(at, LOGGED)) != NULL; at += sizeof(LOGGED) - 1)
		found = at + sizeof(LOGGED) - 1;
	MUST(found != NULL, "the server does not say where it answers");
	const size_t len = strcspn(found, " \n");
	MUST(len < ADDR_TEXT, "a longer address than there can be");
	memcpy(address, found, len);
	address[len] = '\0';
}

struct health *
health_open_at(const char *address)
{
	struct health *health = calloc(1, sizeof(*health));
	struct addr addr;

	MUST(health != NULL, "out of memory");
	MUST(addr_parse(&addr, address) == NULL, "no address: %s", address);
	health->fd = socket(addr.to.any.sa_family, SOCK_DGRAM, 0);
	MUST(health->fd != -1 && io_prepare(health->fd) &&
		connect(health->fd, &addr.to.any, addr.len) == 0,
	    "cannot ask at %s: %s", address, strerror(errno));
	health->next = all;
	all = health;
	return health;
}

struct health *
health_open(struct server *server)
{
	char address[ADDR_TEXT];

	health_address(server, address);
	return health_open_at(address);
}

/* False if nobody has the port, which an earlier one has found out. */
static bool
try_to_send(const struct health *health, const void *bytes, size_t len)
{
	if (send(health->fd, bytes, len, 0) == (ssize_t)len)
		return true;
	MUST(errno == ECONNREFUSED, "cannot send %zu bytes: %s", len,
	    strerror(errno));
	return false;
}

void
health_send(const struct health *health, const void *bytes, size_t len)
{
	MUST(try_to_send(health, bytes, len), "nobody has the port");
}

static struct str
token_of(unsigned number, char room[RESPONDER_TOKEN])
{
	const int len = snprintf(room, RESPONDER_TOKEN, MINE "%u", number);

	return (struct str) { room, (size_t)len };
}

static void
write_request(char room[RESPONDER_LEAST], struct str token)
{
	memset(room, '.', RESPONDER_LEAST - 1);
	room[RESPONDER_LEAST - 1] = '\n';
	memcpy(room, "forkcast ", 9);
	memcpy(room + 9, token.at, token.len);
	room[9 + token.len] = ' ';
}

static bool
read_answer(struct str bytes, struct responder_answer *answer)
{
	struct responder_answer found = { 0 };
	struct str rest = bytes, age;
	uint64_t seconds, decimals;

	if (rest.len == 0 || rest.at[rest.len - 1] != '\n' ||
	    !str_skip(&rest, STR("forkcast-is ")))
		return false;
	rest.len--;
	found.token = str_word(&rest);
	found.state = str_word(&rest);
	if (!str_to_number(str_word(&rest), RESPONDER_MOST, &found.clients) ||
	    !str_to_number(str_word(&rest), RESPONDER_MOST, &found.max) ||
	    !str_to_number(str_word(&rest), RESPONDER_MOST, &found.uptime))
		return false;
	age = str_word(&rest);
	if (!str_to_number(str_cut(&age, '.'), RESPONDER_MOST, &seconds) ||
	    age.len != 3 || !str_to_number(age, 999, &decimals) ||
	    rest.at != NULL)
		return false;
	found.beat_age = seconds * SEC + decimals * MSEC;
	*answer = found;
	return true;
}

static bool
try_to_request(struct health *health)
{
	char token[RESPONDER_TOKEN], room[RESPONDER_LEAST];

	write_request(room, token_of(++health->asked, token));
	return try_to_send(health, room, sizeof(room));
}

void
health_request(struct health *health)
{
	MUST(try_to_request(health), "nobody has the port");
}

/* Takes a datagram; the error if there is none. */
static int
take(const char *where, struct health *health)
{
	const ssize_t len =
	    recv(health->fd, health->bytes, sizeof(health->bytes), 0);

	if (len < 0)
		return errno;
	health->len = (size_t)len;
	const struct str got = { health->bytes, health->len };
	if (!read_answer(got, &health->said) ||
	    health->said.token.len < sizeof(MINE) ||
	    memcmp(health->said.token.at, MINE, sizeof(MINE) - 1) != 0)
		must_end(where, "it was not asked that it answers \"%.*s\"",
		    (int)got.len, got.at);
	return 0;
}

bool
health_take_at(const char *where, struct health *health)
{
	const int error = take(where, health);

	if (error != 0 && error != EAGAIN && error != EWOULDBLOCK)
		must_end(where, "no answer: %s", strerror(error));
	return error == 0;
}

/* Waits for the answer to the last request; false if it does not come soon. */
static bool
wait_for_answer(const char *where, struct health *health)
{
	const usec end = clock_mono() + AGAIN;
	char token[RESPONDER_TOKEN];
	const struct str mine = token_of(health->asked, token);

	while (deadline_poll(health->fd, POLLIN, end))
		if (health_take_at(where, health) &&
		    str_eq(health->said.token, mine))
			return true;
	return false;
}

const struct responder_answer *
health_ask_at(const char *where, struct health *health)
{
	const usec end = deadline();

	do {
		if (deadline_passed(end))
			must_end(where, "nobody answers");
		health_request(health);
	} while (!wait_for_answer(where, health));
	return &health->said;
}

const struct responder_answer *
health_expect_at(const char *where, struct health *health, const char *state)
{
	const usec end = deadline();
	const struct responder_answer *said;

	do {
		said = health_ask_at(where, health);
		if (str_eq(said->state, str_from(state)))
			return said;
	} while (deadline_pause(end));
	must_end(where, "the state is %.*s, not %s", (int)said->state.len,
	    said->state.at, state);
}

void
health_expect_clients_at(
    const char *where, struct health *health, uint64_t count)
{
	const usec end = deadline();
	uint64_t said;

	while ((said = health_ask_at(where, health)->clients) != count)
		if (!deadline_pause(end))
			must_end(where, "it says %u clients, not %u",
			    (unsigned)said, (unsigned)count);
}

void
health_expect_closed_at(const char *where, struct health *health)
{
	const usec end = deadline();

	while (try_to_request(health) && take(where, health) != ECONNREFUSED)
		if (!deadline_pause(end))
			must_end(where, "somebody still has the port");
}
