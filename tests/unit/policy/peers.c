/*
 * server/policy/peers: for how long one that crashes is kept out, and who is
 * remembered.
 */
#include "server/policy/peers.h"

#include <stdio.h>

#include "server/base/config/config.h"
#include "server/base/mem/limits.h"
#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

#define CRASHES "[2001:db8:9::1]:1"
#define FADE (600 * SEC)
#define DAY (86400 * SEC)

static struct {
	usec now;
	uint32_t number; /* of whom came last */
} test = { .now = DAY };

static void
configure(const char *max_per_address)
{
	stage_configure((const struct config_option[]) { { "exempt", "none" },
	    { "crash_time", "60" }, { "max_per_address", max_per_address },
	    { NULL, NULL } });
}

static enum verdict
enter(const char *text)
{
	struct addr addr;
	const char *wrong = addr_parse(&addr, text);

	MUST(wrong == NULL, "%s: %s", text, wrong);
	return peers_enter(&addr, test.now, &test.number);
}

static bool
is_welcome(const char *text)
{
	return enter(text) == PEERS_WELCOME;
}

/* Comes, crashes and is gone; false if it was not let in. */
static bool
crash(const char *text)
{
	if (!is_welcome(text))
		return false;
	peers_crashed(test.number, test.now);
	peers_leave(&test.number);
	return true;
}

static struct str
numbered(uint32_t number, char room[40])
{
	(void)snprintf(room, 40, "10.%u.%u.%u:1", number >> 16,
	    number >> 8 & 0xff, number & 0xff); /* fits */
	return str_from(room);
}

/* More addresses come than there is room for; one of them crashes. */
static void
forgets_those_without_clients(void)
{
	const uint32_t most = 7 * CLIENTS_MAX;
	char text[40];
	bool good = true;

	configure("1");
	TAP_OK(is_welcome("11.0.0.1:1"), "one has a client");
	for (int i = 0; i < 3; i++)
		(void)crash("11.0.0.2:1");
	TAP_NUM(enter("11.0.0.2:1"), PEERS_KEPT_OUT, "another one is kept out");
	for (uint32_t i = 0; i < most && good; i++) {
		good = is_welcome(numbered(i, text).at);
		if (i < CLIENTS_MAX)
			continue; /* it stays */
		peers_leave(&test.number);
	}
	TAP_OK(good, "%u come at the same time", most);
	for (uint32_t i = 0; i < CLIENTS_MAX && good; i++)
		good = enter(numbered(i, text).at) == PEERS_TOO_MANY;
	TAP_OK(good && enter("11.0.0.1:1") == PEERS_TOO_MANY,
	    "those with a client are known");
	TAP_OK(is_welcome("11.0.0.2:1"), "the other is forgotten");
}

/* Each for twice as long as the one before, up to a day; and it fades. */
static void
blocks_for_a_while(void)
{
	usec time = 60 * SEC;
	bool good;

	configure("0");
	good = crash(CRASHES) && crash(CRASHES);

	for (unsigned crashes = 3; crashes < 20 && good; crashes++) {
		good = crash(CRASHES);
		test.now += time - 1;
		good = good && enter(CRASHES) == PEERS_KEPT_OUT;
		test.now++;
		time = 2 * time < DAY ? 2 * time : DAY;
	}
	TAP_OK(good, "each further one is blocked for twice as long");
	test.now += 20 * FADE;
	(void)crash(CRASHES);
	test.now += FADE - 1;
	(void)crash(CRASHES);
	test.now += FADE;
	TAP_OK(crash(CRASHES) && is_welcome(CRASHES),
	    "the third one does not count if one has faded");
	peers_leave(&test.number);
	TAP_OK(crash(CRASHES) && enter(CRASHES) == PEERS_KEPT_OUT,
	    "the next one does");
}

int
main(void)
{
	stage_begin((const struct config_option[]) { { NULL, NULL } });
	blocks_for_a_while();
	forgets_those_without_clients();
	return tap_done();
}
