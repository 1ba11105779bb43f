/*
 * server/base/data/hash: the published values of SipHash-1-3, case, a secret of
 * its own in each process that no child has, and names made up to share a
 * bucket.
 *
 * Linked with -Wl,--wrap=str_caseeq to count how many names are compared.
 */
#include "server/base/data/hash.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/base/log/log.h"
#include "server/base/mem/arena.h"
#include "server/base/state/module.h"
#include "server/router/model/groups.h"
#include "tests/lib/colliding.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"
#include "tests/lib/scan.h"

#define BUCKETS COLLIDING_BUCKETS
#define COLLIDING 4000
#define IN_A_BUCKET 8 /* hardly ever more, of so many by chance */

static unsigned compared; /* names */

bool __real_str_caseeq(struct str a, struct str b);
bool __wrap_str_caseeq(struct str a, struct str b);

bool
__wrap_str_caseeq(struct str a, struct str b)
{
	compared++;
	return __real_str_caseeq(a, b);
}

/*
 * The hashes of the strings 00, 00 01, ... under the secret 00 01 .. 0f, by
 * their length. Rust's core library tests against the same values, from the
 * reference code with one round and three.
 */
static const uint64_t published[64] = {
	0xabac0158050fc4dc,
	0xc9f49bf37d57ca93,
	0x82cb9b024dc7d44d,
	0x8bf80ab8e7ddf7fb,
	0xcf75576088d38328,
	0xdef9d52f49533b67,
	0xc50d2b50c59f22a7,
	0xd3927d989bb11140,
	0x369095118d299a8e,
	0x25a48eb36c063de4,
	0x79de85ee92ff097f,
	0x70c118c1f94dc352,
	0x78a384b157b4d9a2,
	0x306f760c1229ffa7,
	0x605aa111c0f95d34,
	0xd320d86d2a519956,
	0xcc4fdd1a7d908b66,
	0x9cf2689063dbd80c,
	0x8ffc389cb473e63e,
	0xf21f9de58d297d1c,
	0xc0dc2f46a6cce040,
	0xb992abfe2b45f844,
	0x7ffe7b9ba320872e,
	0x525a0e7fdae6c123,
	0xf464aeb267349c8c,
	0x45cd5928705b0979,
	0x3a3e35e3ca9913a5,
	0xa91dc74e4ade3b35,
	0xfb0bed02ef6cd00d,
	0x88d93cb44ab1e1f4,
	0x540f11d643c5e663,
	0x2370dd1f8c21d1bc,
	0x81157b6c16a7b60d,
	0x4d54b9e57a8ff9bf,
	0x759f12781f2a753e,
	0xcea1a3bebf186b91,
	0x2cf508d3ada26206,
	0xb6101c2da3c33057,
	0xb3f47496ae3a36a1,
	0x626b57547b108392,
	0xc1d2363299e41531,
	0x667cc1923f1ad944,
	0x65704ffec8138825,
	0x24f280d1c28949a6,
	0xc2ca1cedfaf8876b,
	0xc2164bfc9f042196,
	0xa16e9c9368b1d623,
	0x49fb169c8b5114fd,
	0x9f3143f8df074c46,
	0xc6fdaf2412cc86b3,
	0x7eaf49d10a52098f,
	0x1cf313559d292f9a,
	0xc44a30dda2f41f12,
	0x36fae98943a71ed0,
	0x318fb34c73f0bce6,
	0xa27abf3670a7e980,
	0xb4bcc0db243c6d75,
	0x23f8d852fdb71513,
	0x8f035f4da67d8a08,
	0xd89cd0e5b7e8f148,
	0xf6f4e6bcf7a644ee,
	0xaec59ad80f1837f2,
	0xc3b2f6154b6694e0,
	0x9d199062b7bbb3a8,
};

static void
is_siphash(void)
{
	unsigned char secret[HASH_SECRET], data[64];
	bool good = true;

	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)i;
	memcpy(secret, data, sizeof(secret));
	MUST(hash_use(secret), "no memory");
	for (size_t len = 0; len < COUNT(published) && good; len++)
		good = hash_bytes(data, len) == published[len];
	TAP_OK(good, "the published values");
}

/* Equal under str_caseeq is equal here, in every place of a word. */
static void
folds_case(void)
{
	char one[24], other[24];
	bool good = true;

	for (unsigned byte = 0; byte < 256; byte++)
		for (size_t at = 0; at < sizeof(one) && good; at++) {
			const size_t len =
			    at + 1 + dice(2) * (23 - (uint32_t)at);
			memset(one, 'x', sizeof(one));
			memset(other, 'X', sizeof(other));
			one[at] = (char)byte;
			other[at] = (char)(byte ^ 0x20);
			const struct str a = { one, len }, b = { other, len };
			good =
			    (hash_name(a) == hash_name(b)) == str_caseeq(a, b);
		}
	TAP_OK(good, "names that differ in case only have one hash");
}

static void
draws_its_own(void)
{
	const uint64_t known = hash_name(STR("javad"));

	hash_init();
	const uint64_t first = hash_name(STR("javad"));
	hash_init();
	MUST(arena_is_good(), "nothing to draw from");
	TAP_OK(first != known && first != hash_name(STR("javad")),
	    "each drawing is another");
}

/* Names that share a bucket without a secret, each once. */
static struct str
next_colliding(char room[COLLIDING_ROOM])
{
	static unsigned number;

	colliding_name(number++, room);
	MUST(str_hash(str_from(room)) % BUCKETS == str_hash(STR("g")) % BUCKETS,
	    "%s does not collide", room);
	return str_from(room);
}

/* They are spread like any others: of so few no bucket gets many. */
static void
spreads_names(void)
{
	static uint8_t count[BUCKETS];
	unsigned most = 0;
	char room[COLLIDING_ROOM];

	MUST(modules_init(), "no memory");
	for (int i = 0; i < COLLIDING; i++) {
		const struct str name = next_colliding(room);
		const unsigned now = ++count[hash_name(name) % BUCKETS];
		most = now > most ? now : most;
		MUST(groups_make(name) != GROUP_NONE, "no group");
	}
	TAP_OK(most <= IN_A_BUCKET,
	    "%d names made for one bucket: at most %u in one", COLLIDING, most);
}

/* How many names are compared to find that it is not there: a few of them. */
static void
finds_in_few_steps(void)
{
	char room[COLLIDING_ROOM];
	const struct str missing = next_colliding(room);

	compared = 0;
	TAP_NUM(groups_find(missing), GROUP_NONE, "one is not there");
	TAP_OK(compared <= IN_A_BUCKET, "found by %u comparisons of %d",
	    compared, COLLIDING);
	compared = 0;
	groups_find(groups_name(0));
	TAP_OK(compared > 0, "one that is there by at least one");
}

/* The secret without bytes that end a text, in memory that children lack. */
static unsigned char *
make_secret(void)
{
	unsigned char *secret = arena_alloc(HASH_SECRET + 1);

	MUST(secret != NULL, "no memory");
	for (size_t i = 0; i < HASH_SECRET; i++)
		secret[i] = (unsigned char)(1 + dice(255));
	secret[HASH_SECRET] = '\0';
	return secret;
}

static pid_t
make_child(void)
{
	const pid_t pid = fork();

	MUST(pid != -1, "cannot fork");
	if (pid == 0)
		for (;;)
			(void)pause(); /* until it is killed */
	return pid;
}

/* How often either half of it is in the memory of a process. */
static long
halves_in(pid_t pid, const unsigned char *secret, bool noted)
{
	char *half = arena_alloc(HASH_SECRET);
	long found = 0;

	MUST(half != NULL, "no memory");
	for (size_t at = 0; at < HASH_SECRET; at += HASH_SECRET / 2) {
		memcpy(half, secret + at, HASH_SECRET / 2);
		half[HASH_SECRET / 2] = '\0';
		found += scan_process(pid, half, noted);
	}
	arena_free(half, HASH_SECRET);
	return found;
}

/* However much was hashed: not on the stack either. */
static void
keeps_it_from_children(void)
{
	const unsigned char *secret = make_secret();
	uint64_t sum = 0;
	pid_t pid;
	char room[COLLIDING_ROOM];

	MUST(hash_use(secret), "no memory");
	for (int i = 0; i < 100; i++) {
		const struct str name = next_colliding(room);
		sum += hash_name(name) + hash_bytes(name.at, name.len);
		sum += groups_find(name);
	}
	pid = make_child();
	if (scan_process(pid, "server/hash", false) == -1)
		tap_note("the memory of a child cannot be read here");
	else
		TAP_NUM(halves_in(pid, secret, true), 0,
		    "a child has nothing of the secret (%llx)",
		    (unsigned long long)sum);
	MUST(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid,
	    "the child is not there");
	TAP_OK(halves_in(getpid(), secret, false) >= 2, "we have it");
}

int
main(void)
{
	dice_begin();
	log_init();
	is_siphash();
	folds_case();
	draws_its_own();
	spreads_names();
	if (proc_is_there())
		finds_in_few_steps();
	if (proc_is_there() && !sanitized())
		keeps_it_from_children();
	return tap_done();
}
