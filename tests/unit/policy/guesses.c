/*
 * server/policy/peers: how long wrong passwords make an address wait,
 * with a clock that the test sets.
 */
#include "server/policy/peers.h"

#include <stdio.h>

#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

#define ONE "192.0.2.7:4000"
#define OTHER "192.0.2.8:4000"
#define MEMORY (600 * SEC)

static usec now = 1000 * SEC;

static struct network
network_at(const char *peer)
{
	return peers_of_client(peer, &(struct peer_user) { .is_known = false });
}

static usec
guess_wait(const char *peer, usec at)
{
	const struct network from = network_at(peer);

	return peers_wait(&from, STR(""), at);
}

static usec
guess_wrong(const char *peer, usec at)
{
	const struct network from = network_at(peer);

	return peers_failed(&from, STR(""), at);
}

static void
configure(const char *time)
{
	stage_configure((const struct config_option[]) {
	    { "password_time", time }, { NULL, NULL } });
}

static void
grows(void)
{
	static const usec times[] = { 1, 2, 3, 4, 5, 5, 5 };
	bool good = true;

	configure("1");
	TAP_NUM(guess_wait(ONE, now), 0, "who has said none does not wait");
	for (size_t i = 0; i < COUNT(times) && good; i++) {
		good = guess_wrong(ONE, now) == times[i] * SEC &&
		    guess_wait(ONE, now) == times[i] * SEC &&
		    guess_wait("192.0.2.7:4001", now + MSEC) ==
			times[i] * SEC - MSEC &&
		    guess_wait(OTHER, now) == 0;
		now += times[i] * SEC;
		good = good && guess_wait(ONE, now) == 0;
	}
	TAP_OK(good, "each wrong one takes longer, for its address alone");
	now += MEMORY;
	TAP_NUM(guess_wrong(ONE, now), SEC, "until they are forgotten");
	now += MEMORY;
}

static const char *
address(unsigned number)
{
	static char text[32];

	(void)snprintf(text, sizeof(text), "10.%u.%u.%u:1", number >> 16,
	    number >> 8 & 0xff, number & 0xff);
	return text;
}

/* How many of these addresses get a try at this moment. */
static unsigned
tries(unsigned addresses)
{
	unsigned count = 0;

	for (unsigned i = 0; i < addresses; i++)
		count += guess_wait(address(i), now) == 0;
	return count;
}

static void
bounds_all_together(void)
{
	enum { ADDRESSES = 1000 };

	for (unsigned i = 0; i < ADDRESSES; i++)
		(void)guess_wrong(address(i), now);
	now += SEC;
	TAP_NUM(tries(ADDRESSES), ADDRESSES, "a slip makes nobody wait longer");
	for (unsigned i = 0; i < 2 * ADDRESSES; i++)
		(void)guess_wrong(address(i % ADDRESSES), now);
	now += 10 * SEC;
	TAP_NUM(tries(ADDRESSES), 10, "those who have said three get ten");
	now += SEC / 2;
	TAP_NUM(tries(ADDRESSES), 5, "a second, all together");
	TAP_NUM(guess_wait(ONE, now), 0, "others do not wait for them");
	(void)guess_wrong(ONE, now);
	TAP_NUM(guess_wait(ONE, now + SEC), 0, "nor who has said one");
	now += 2 * MEMORY;
}

static usec
wait_for(const struct network *from, const char *account)
{
	return peers_wait(from, str_from(account), now);
}

/* The delay is the account's, and a short one that of the others there. */
static void
tells_accounts_apart(void)
{
	const struct network one = network_at(ONE), other = network_at(OTHER);
	bool good = true;

	for (unsigned i = 1; i <= 5; i++) {
		good = good && peers_failed(&one, STR("ali"), now) == i * SEC &&
		    wait_for(&one, "ALI") == i * SEC &&
		    wait_for(&one, "bob") == SEC &&
		    wait_for(&other, "ali") == 0;
		now += i * SEC;
	}
	TAP_OK(good, "an account has its delay, others there a short one");
	TAP_NUM(peers_failed(&one, STR("bob"), now), SEC,
	    "another has one of its own");
	TAP_NUM(wait_for(&one, "cem"), SEC, "and nothing new is looked at");
	TAP_NUM(peers_failed(&one, STR("no name!"), now), SEC, "no names");
	TAP_NUM(peers_failed(&one, STR("not one."), now), 2 * SEC,
	    "are one account");
	now += 2 * MEMORY;
	TAP_NUM(peers_failed(&one, STR("ali"), now), SEC, "all is forgotten");
	now += 2 * MEMORY;
}

int
main(void)
{
	stage_begin((const struct config_option[]) { { NULL, NULL } });
	grows();
	tells_accounts_apart();
	bounds_all_together();
	return tap_done();
}
