/* Trials with many clients, and with one that does not read. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "guest.h"
#include "kernel_view.h"
#include "subject.h"
#include "tests/lib/proc.h"
#include "trials.h"
#include "wait.h"

#define GROUPS 3
#define MEMBERS 4 /* who listen while another one does not */
#define FLOOD_BYTES (384 * 1024) /* more than waits on the way */
#define FLOOD_WORD 400 /* bytes of a message */
#define FLOOD_AHEAD 16 /* messages */
#define TIDE 50 /* clients that come and go together */
#define CLIENTS_MAX 1000

static struct crowd crowd;

void
crowd_trials_of(struct crowd sizes)
{
	crowd = sizes;
	if (crowd.clients > CLIENTS_MAX)
		crowd.clients = CLIENTS_MAX;
}

/* How many descriptors the server's main process may have open. */
struct limit {
	long descriptors;
};

static bool
has_no_more(const void *what)
{
	const struct limit *limit = what;

	return proc_descriptors(subject_main()) <= limit->descriptors;
}

/* So many clients come, and go: every other one without a word. */
static void
come_and_go(unsigned count)
{
	static struct guest *guest[TIDE];
	char name[GUEST_NAME];

	for (unsigned i = 0; i < count; i++) {
		(void)snprintf(name, sizeof(name), "guest%u", i);
		guest[i] = guest_connect(name);
		guest_say_name(guest[i]);
		guest_has_been_read(guest[i]);
	}
	for (unsigned i = 0; i < count; i += 2)
		guest_say(guest[i], "quit");
	for (unsigned i = 0; i < count; i++)
		guest_has_been_read(guest[i]);
	guests_close();
	wait_settled();
}

static void
descriptors(void)
{
	if (!kernel_view_sees_files(subject_main())) {
		trial_does_not_apply(
		    "this system cannot show the descriptors of a process");
		return;
	}
	come_and_go(TIDE);
	const struct limit before = { proc_descriptors(subject_main()) };
	trial_expects("the server has %ld descriptors open, as before %u "
		      "connections that came and went",
	    before.descriptors, crowd.connections);
	for (unsigned i = 0; i < crowd.connections && trial_goes_on();
	     i += TIDE)
		come_and_go(TIDE);
	if (!wait_for(has_no_more, &before))
		trial_saw("it has %ld descriptors open",
		    proc_descriptors(subject_main()));
}

/*
 * Says so many bytes to the group, and waits often until all have got them:
 * without line ends, after each message, because there is no time for pauses.
 */
static void
flood(struct guest *speaker, struct guest *const *hearers)
{
	char filler[FLOOD_WORD];
	char word[GUEST_WORD];

	memset(filler, 'x', sizeof(filler) - 1);
	filler[sizeof(filler) - 1] = '\0';
	const usec pause = guests_pause(0);
	const int ahead = pause > 0 ? 1 : FLOOD_AHEAD;
	for (size_t sent = 0; sent < FLOOD_BYTES && trial_goes_on();) {
		for (int i = 0; i < ahead; i++) {
			guest_new_word(word);
			guest_say(speaker, "send 1 %s %s", filler, word);
			sent += sizeof(filler);
		}
		for (int i = 0; i < MEMBERS; i++)
			guest_hears(hearers[i], word);
	}
	(void)guests_pause(pause);
}

static void
slow_reader(void)
{
	static const char *const names[MEMBERS] = { "ali", "sara", "reza",
		"mina" };
	struct guest *member[MEMBERS];

	struct guest *javad = guest_enter("javad", 1);
	struct guest *slow = guest_connect_small("slow");
	guest_say_name(slow);
	guest_say(slow, "join 1");
	for (int i = 0; i < MEMBERS; i++) {
		member[i] = guest_enter(names[i], 1);
		guests_meet(javad, member[i], 1);
	}
	guests_meet(slow, javad, 1);
	guest_stop_reading(slow);
	trial_expects("while one member of the group reads nothing, all others "
		      "get every message");
	flood(javad, member);
	guest_resume_reading(slow);
}

/* The clients of the crowd, in three groups. */
static struct guest *crowded[CLIENTS_MAX];

/* A word that all must hear. */
struct shout {
	const char *word;
};

/* The first of each group has said it, and need not hear itself. */
static unsigned
count_hearers(const char *word)
{
	unsigned count = 0;

	for (unsigned i = GROUPS; i < crowd.clients; i++)
		count += guest_heard(crowded[i], word);
	return count;
}

static bool
all_have_heard(const void *what)
{
	const struct shout *shout = what;

	return count_hearers(shout->word) == crowd.clients - GROUPS;
}

static void
shout_to_all(void)
{
	char word[GUEST_WORD];
	const struct shout shout = { word };

	guest_new_word(word);
	trial_expects(
	    "of %u clients in three groups, %u get a message that one "
	    "member sends to each group",
	    crowd.clients, crowd.clients - GROUPS);
	for (unsigned i = 0; i < GROUPS; i++)
		guest_say(crowded[i], "send %u %s", i + 1, word);
	if (!wait_for(all_have_heard, &shout))
		trial_saw("only %u of them got it", count_hearers(word));
}

static void
many_clients(void)
{
	char name[GUEST_NAME];

	trial_expects("%u clients can be connected at once", crowd.clients);
	for (unsigned i = 0; i < crowd.clients; i++) {
		(void)snprintf(name, sizeof(name), "guest%u", i);
		crowded[i] = guest_connect(name);
		guest_say_name(crowded[i]);
		guest_has_been_read(crowded[i]);
	}
	for (unsigned i = 0; i < crowd.clients; i++)
		guest_say(crowded[i], "join %u", i % GROUPS + 1);
	for (unsigned i = 0; i < crowd.clients; i++)
		guest_has_been_read(crowded[i]);
	wait_settled();
	shout_to_all();
}

static const struct trial trials[] = {
	{ "descriptors", 7, "a closed connection must leave no descriptor open",
	    "tests/course/lab/minichat.c: greet, forget; server/accept/README",
	    descriptors, NULL, false, false },
	{ "slow-reader", 7, "a client that does not read must delay nobody",
	    "server/router/delivery/README; tests/course/lab/minichat.c: say",
	    slow_reader, NULL, false, false },
	{ "many-clients", 6, "the server must be able to serve a crowd",
	    "tests/course/lab/minichat.c: serve, greet; select(2): FD_SETSIZE",
	    many_clients, NULL, false, false },
};

const struct trials crowd_trials = { trials, sizeof(trials) / sizeof(*trials) };
