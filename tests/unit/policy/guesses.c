/*
 * server/policy/peers: how long wrong passwords make an address wait,
 * with a clock that the test sets.
 */
#include "server/policy/peers.h"

#include <stdio.h>
#include <unistd.h>

#include "server/base/state/module.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

#define ONE "192.0.2.7:4000"
#define OTHER "192.0.2.8:4000"
#define MEMORY (600 * SEC)

extern const struct module peers_module;

static usec now = 1000 * SEC;

static struct network
network_at(const char *peer)
{
	return origins_of_client(
	    peer, &(struct peer_user) { .is_known = false });
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

static void
tells_addresses_apart(void)
{
	static const struct {
		const char *one;
		const char *other;
		bool same;
	} rows[] = {
		{ "127.0.0.1:1", "127.0.0.1:2", true },
		{ "127.0.0.1:1", "127.0.0.2:1", false },
		{ "[::ffff:192.0.2.1]:1", "192.0.2.1:1", true },
		{ "[2001:db8::1]:1", "[2001:db8::2]:1", true },
		{ "[2001:db8::1]:1", "[2001:db8:0:1::1]:1", false },
		{ "/run/one", "/run/other", true },
		{ "/run/one", "127.0.0.1:1", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)guess_wrong(rows[i].one, now);
		TAP_OK((guess_wait(rows[i].other, now) > 0) == rows[i].same,
		    "%s and %s", rows[i].one, rows[i].other);
		now += 2 * MEMORY;
	}
}

/* Users of this machine have no address, or that of whom a proxy speaks for. */
static void
tells_users_apart(void)
{
	static const struct {
		const char *peer;
		struct peer_user peer_user;
		bool same;
	} rows[] = {
		{ "unix", { true, 1000 }, true },
		{ "/run/other", { true, 1000 }, true },
		{ "unix", { true, 1001 }, false },
		{ "unix", { true, UINT32_MAX }, false },
		{ "unix", { true, 0 }, false },
		{ "unix", { false, 0 }, false },
		{ "192.0.2.7:1", { true, 1000 }, false },
	};
	const struct network one =
	    origins_of_client("unix", &(struct peer_user) { true, 1000 });

	(void)peers_failed(&one, STR(""), now);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct network other =
		    origins_of_client(rows[i].peer, &rows[i].peer_user);
		TAP_OK((peers_wait(&other, STR(""), now) > 0) == rows[i].same,
		    "user 1000, and %s of user %lu", rows[i].peer,
		    (unsigned long)rows[i].peer_user.user);
	}
	now += 2 * MEMORY;
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

/* More addresses than can be remembered: the first are forgotten. */
static void
is_bounded(void)
{
	enum { ADDRESSES = 200000 };
	bool good = true;

	for (unsigned i = 0; i < ADDRESSES && good; i++)
		good = guess_wrong(address(i), now) == SEC &&
		    guess_wait(address(i), now) == SEC;
	TAP_OK(good, "%d addresses say one each", ADDRESSES);
	TAP_NUM(guess_wait(address(0), now), 0, "the first is forgotten");
	for (unsigned i = ADDRESSES - 60000; i < ADDRESSES && good; i++)
		good = guess_wait(address(i), now) == SEC;
	TAP_OK(good, "the last are not");
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

static void
guess_and_save(int fd)
{
	const struct network one = network_at(ONE), other = network_at(OTHER);
	struct state state;

	(void)peers_failed(&one, STR("ali"), now);
	(void)peers_failed(&one, STR("ali"), now);
	(void)peers_failed(&one, STR("bob"), now);
	(void)peers_failed(&other, STR("bob"), now);
	MUST(state_write(&state, fd), "%s", state.why.text);
	state.real = now;
	state_section(&state, STR("peers"));
	peers_module.save(&state);
	MUST(state_end(&state), "%s", state.why.text);
	state_free(&state);
}

static void
load(int fd)
{
	struct state state;

	MUST(lseek(fd, 0, SEEK_SET) == 0 && state_read(&state, fd), "%s",
	    state.why.text);
	state.real = now;
	(void)state_next_section(&state);
	peers_module.load(&state);
	TAP_OK(!state.failed, "it takes over");
	state_free(&state);
}

/* The next program is this one, with new tables. */
static void
survives_upgrades(void)
{
	const struct network one = network_at(ONE), other = network_at(OTHER);
	const int fd = scratch_nameless();

	configure("1");
	guess_and_save(fd);
	MUST(modules_init(), "no memory");
	TAP_NUM(wait_for(&one, "ali"), 0, "the next program knows nothing");
	load(fd);
	(void)close(fd);
	TAP_NUM(wait_for(&one, "ali"), 2 * SEC, "how long an account waits");
	TAP_NUM(wait_for(&one, "bob"), SEC, "each of its own");
	TAP_NUM(wait_for(&one, "cem"), SEC, "and what is new there");
	TAP_NUM(peers_failed(&other, STR("bob"), now), 2 * SEC,
	    "and goes on counting");
	now += 2 * MEMORY;
}

static void
can_be_turned_off(void)
{
	(void)guess_wrong(ONE, now);
	configure("0");
	TAP_NUM(guess_wait(ONE, now), 0, "0 makes nobody wait");
	TAP_NUM(guess_wrong(ONE, now), 0, "nor the answer");
	configure("60");
	TAP_NUM(guess_wrong(ONE, now), 3 * 60 * SEC, "60 is the most");
}

int
main(void)
{
	stage_begin((const struct config_option[]) { { NULL, NULL } });
	survives_upgrades();
	grows();
	tells_addresses_apart();
	tells_users_apart();
	tells_accounts_apart();
	bounds_all_together();
	is_bounded();
	can_be_turned_off();
	return tap_done();
}
