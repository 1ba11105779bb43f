/* Trials of processes: their ends, and what is left of them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "family.h"
#include "guest.h"
#include "subject.h"
#include "tests/lib/proc.h"
#include "trials.h"
#include "wait.h"

#define ENDS 5 /* of children at once */
#define TRIES 6

static void
signal_main(int number)
{
	if (kill(subject_main(), number) != 0)
		trial_saw("the server is gone: %s", strerror(errno));
}

static bool
is_stopped(const void *unused)
{
	const struct family *all = family_look();

	(void)unused;
	for (size_t i = 0; i < all->count; i++)
		if (all->member[i].pid == subject_main())
			return all->member[i].state == 'T' ||
			    all->member[i].state == 't';
	return false;
}

/* Stops the main process: kill alone does not wait until it has stopped. */
static void
stop_main(void)
{
	signal_main(SIGSTOP);
	if (!wait_for(is_stopped, NULL))
		trial_saw("the server does not stop");
}

/* Returns whether the process, *what, has ended. */
static bool
is_gone(const void *what)
{
	const pid_t *pid = what;

	return !family_has(family_look(), *pid);
}

/*
 * Returns the process of a client, or, where nobody shows who has which
 * connection, the youngest one.
 */
static pid_t
child_of(const struct guest *guest)
{
	const pid_t holder = subject_child_of(guest_port(guest));
	const struct family *all = family_look();
	pid_t youngest = 0;

	for (size_t i = 0; i < all->count && holder == 0; i++)
		if (all->member[i].pid != subject_main() &&
		    all->member[i].state != 'Z')
			youngest = all->member[i].pid;
	return holder != 0 ? holder : youngest;
}

/*
 * The parent is stopped while the child dies and others speak, so that it
 * learns of all this at once: writing to a pipe that nobody reads is SIGPIPE.
 */
static void
kill_child(void)
{
	char word[GUEST_WORD];

	struct guest *ali = guest_enter("ali", 1);
	struct guest *sara = guest_enter("sara", 1);
	struct guest *javad = guest_enter("javad", 1);
	guests_meet(ali, javad, 1);
	guests_meet(ali, sara, 1);
	guests_meet(javad, ali, 1);
	const pid_t child = child_of(javad);
	trial_expects(
	    "after kill -9 of javad's process %ld, ali and sara still "
	    "get each other's messages",
	    (long)child);
	if (child == 0)
		trial_does_not_apply(
		    "no client has a process that can be seen");
	if (!trial_goes_on())
		return;
	stop_main();
	(void)kill(child, SIGKILL); /* if it is gone, it is gone */
	(void)wait_for(is_gone, &child);
	guest_new_word(word);
	guest_say(ali, "send 1 %s", word);
	guest_say(sara, "send 1 %s", word);
	guest_has_been_read(ali);
	guest_has_been_read(sara);
	wait_settled(); /* their processes have passed it on */
	signal_main(SIGCONT);
	wait_settled();
	guests_meet(ali, sara, 1);
	guests_meet(sara, ali, 1);
	trial_expects(
	    "after kill -9 of a child, the server accepts new clients");
	struct guest *reza = guest_enter("reza", 1);
	guests_meet(reza, ali, 1);
}

static bool
has_no_zombies(const void *unused)
{
	(void)unused;
	return family_zombies(family_look(), subject_main()) == 0;
}

static bool
all_are_zombies(const void *unused)
{
	(void)unused;
	return family_zombies(family_look(), subject_main()) >= ENDS;
}

/*
 * While the parent is stopped, several children end, if these do so without
 * asking it: of several SIGCHLD it gets one. It has nothing to write to them
 * any more: what happens then is the subject of another trial.
 */
static void
zombies(void)
{
	struct guest *guest[ENDS];
	char name[GUEST_NAME], word[GUEST_WORD];

	struct guest *ali = guest_enter("ali", 1);
	for (int i = 0; i < ENDS; i++) {
		(void)snprintf(name, sizeof(name), "guest%d", i);
		guest[i] = guest_enter(name, 1);
		guests_meet(guest[i], ali, 1);
	}
	guest_new_word(word);
	guest_say(ali, "send 1 %s", word);
	for (int i = 0; i < ENDS; i++)
		guest_hears(guest[i], word);
	trial_expects(
	    "after %d clients have left at the same time, no zombie is left",
	    ENDS);
	stop_main();
	for (int i = 0; i < ENDS; i++)
		guest_close(guest[i]);
	(void)wait_for(all_are_zombies, NULL);
	signal_main(SIGCONT);
	if (!wait_for(has_no_zombies, NULL))
		trial_saw("ps shows %zu zombies (Z) whose parent is %ld",
		    family_zombies(family_look(), subject_main()),
		    (long)subject_main());
}

static bool
all_are_gone(const void *unused)
{
	const struct family *all = family_look();

	(void)unused;
	for (size_t i = 0; i < all->count; i++)
		if (all->member[i].state != 'Z')
			return false;
	return true;
}

static void
kill_parent(void)
{
	struct guest *ali = guest_enter("ali", 1);
	struct guest *sara = guest_enter("sara", 1);
	guests_meet(ali, sara, 1);
	trial_expects("after kill -9 of the parent, all children end");
	subject_may_end();
	signal_main(SIGKILL);
	if (!wait_for(all_are_gone, NULL))
		trial_saw("%zu of its processes are still running",
		    family_look()->count);
	trial_expects("after kill -9 of the parent, all connections end");
	guest_is_dismissed(ali);
	guest_is_dismissed(sara);
}

/*
 * Returns whether the name can be used: a newcomer is heard under it. If it was
 * in use still, it is tried anew.
 */
static void
name_is_free(const char *name, struct guest *hearer)
{
	char word[GUEST_WORD];

	for (int i = 0; i < TRIES && trial_goes_on(); i++) {
		struct guest *guest = guest_enter(name, 1);
		guest_new_word(word);
		guest_say(guest, "send 1 %s", word);
		guest_has_been_read(guest);
		wait_settled();
		wait_pause(MSEC * 10U << i);
		if (guest_heard_from(hearer, name, word))
			return;
		guest_close(guest);
	}
	trial_saw("the name %s cannot be used again", name);
}

/*
 * A server without children is stopped while its clients vanish: it then writes
 * to connections that are reset, which is SIGPIPE.
 */
static void
vanish(void)
{
	const bool alone = !talk_trials_saw_children();

	struct guest *ali = guest_enter("ali", 1);
	struct guest *sara = guest_enter("sara", 1);
	struct guest *javad = guest_enter("javad", 1);
	struct guest *reza = guest_enter("reza", 1);
	guests_meet(javad, ali, 1);
	guests_meet(reza, sara, 1);
	guests_meet(sara, ali, 1);
	trial_expects(
	    "after two clients have vanished, one in the middle of a line, "
	    "ali and sara still get each other's messages");
	guest_send(javad, "send 1 what I", strlen("send 1 what I"));
	guest_has_been_read(javad);
	if (alone)
		stop_main();
	guest_reset(javad);
	guest_close(reza);
	if (alone) {
		guest_say(ali, "send 1 are you there?");
		guest_say(sara, "send 1 are you there?");
		signal_main(SIGCONT);
	}
	wait_settled();
	guests_meet(ali, sara, 1);
	guests_meet(sara, ali, 1);
	trial_expects(
	    "a client that has vanished can return under the same name");
	name_is_free("javad", ali);
	name_is_free("reza", ali);
}

static const struct trial trials[] = {
	{ "vanish", 7, "a client can vanish at any time",
	    "tests/course/lab/minichat.c: work, forget; signal(7): SIGPIPE",
	    vanish, NULL, false, false },
	{ "kill-child", 7,
	    "killing one client's process must hurt no other client",
	    "tests/course/lab/minichat.c: serve, forget; server/reap.h",
	    kill_child, NULL, false, true },
	{ "zombies", 7, "the server must wait for every child",
	    "tests/course/lab/minichat.c: reap; server/reap.h; waitpid(2)",
	    zombies, NULL, false, true },
	{ "kill-parent", 5, "no process may outlive the parent",
	    "tests/course/lab/minichat.c: work, become_worker; server/fork/README",
	    kill_parent, NULL, false, true },
};

const struct trials child_trials = { trials, sizeof(trials) / sizeof(*trials) };
