/*
 * Grades a server that speaks the lab's four commands: see README.
 *	grade [-q] [-j FILE] [-p SECONDS] [-t TRIAL]... 'COMMAND PORT'
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "family.h"
#include "guest.h"
#include "report.h"
#include "shared/die.h"
#include "subject.h"
#include "trials.h"
#include "wait.h"

#define TRIALS 32
#define PAUSE (500 * MSEC) /* after a command without a line end */
#define TALKS 2 /* the first trials, without which the others are of no use */

static const struct trials *const parts[] = { &talk_trials, &child_trials,
	&crowd_trials };
static const struct crowd whole = { 500, 1000 }, small = { 40, 50 };

static struct {
	const char *command;
	const char *json; /* a path, or null */
	const char *only[TRIALS]; /* the names of trials; none: all */
	size_t only_count;
	const struct trial *trial[TRIALS];
	struct verdict verdict[TRIALS];
	size_t count;
	bool talks, children; /* the server does, and has them */
} grade;

static noreturn void
usage(void)
{
	die(EX_USAGE,
	    "usage: grade [-q] [-j FILE] [-p SECONDS] [-t TRIAL]... "
	    "'COMMAND %s'\n"
	    "COMMAND must contain the word %s, which becomes the port number",
	    SUBJECT_PORT, SUBJECT_PORT);
}

static bool
is_wanted(const struct trial *trial)
{
	for (size_t i = 0; i < grade.only_count; i++)
		if (strcmp(grade.only[i], trial->name) == 0)
			return true;
	return grade.only_count == 0;
}

/* Chooses the conversations, which every grading needs, and the wanted ones. */
static void
choose_trials(void)
{
	size_t wanted = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		for (size_t j = 0; j < parts[i]->count; j++) {
			const struct trial *trial = &parts[i]->trial[j];
			const bool is = is_wanted(trial);
			if (is || grade.count < TALKS)
				grade.trial[grade.count++] = trial;
			wanted += is;
		}
	if (wanted == 0 || wanted < grade.only_count)
		die(EX_USAGE,
		    "no such trial; tests/course/grade/README lists all");
}

static void
run(void (*trial)(void), struct verdict *verdict)
{
	trial_begin(verdict);
	subject_start(grade.command);
	if (trial_goes_on())
		trial();
	subject_is_modest();
	guests_close();
	if (!subject_end())
		die(EX_OSERR, "cannot kill the server's processes");
	verdict->seconds = trial_seconds();
}

/* Says why a trial is not made; null if it is. */
static const char *
why_not(size_t number)
{
	if (number >= TALKS && !grade.talks)
		return "two clients could not talk";
	if (grade.trial[number]->of_lines && number >= TALKS &&
	    grade.verdict[0].result != TRIAL_OK)
		return "the server does not understand lines";
	if (grade.trial[number]->of_children && !grade.children)
		return "the server has no child processes";
	return NULL;
}

/* Learns from a conversation how the other trials can talk to the server. */
static void
learn(size_t number)
{
	if (grade.talks || grade.verdict[number].result != TRIAL_OK)
		return;
	grade.talks = true;
	grade.children = talk_trials_saw_children();
}

static void
make_trial(size_t number)
{
	const struct trial *trial = grade.trial[number];
	struct verdict *verdict = &grade.verdict[number];
	const char *why = why_not(number);

	trial_begin(verdict);
	if (why != NULL) {
		trial_does_not_apply(why);
		if (!trial->of_children || !grade.talks)
			verdict->result = TRIAL_NOT_RUN;
	} else {
		run(trial->run, verdict);
		if (verdict->result == TRIAL_FAULT && trial->again != NULL)
			run(trial->again, verdict);
	}
	if (number < TALKS)
		learn(number);
	report_trial(trial, verdict);
}

static int
make_all(void)
{
	struct report report = { .server = grade.command,
		.trial = grade.trial,
		.verdict = grade.verdict };

	for (size_t i = 0; i < grade.count && !wait_interrupted(); i++) {
		make_trial(i);
		/* Chunks are spoken only to a server that knows nothing else.
		 */
		if (i + 1 == TALKS && grade.verdict[0].result == TRIAL_OK)
			guests_speak_lines();
	}
	if (wait_interrupted())
		return 128 + SIGINT;
	report.count = grade.count;
	report.children = grade.children;
	report_total(&report);
	if (grade.json != NULL && !report_json(&report, grade.json))
		die_errno(EX_CANTCREAT, "%s", grade.json);
	return report_faults(&report) > 0;
}

/* Returns a time of at most ten seconds. */
static usec
read_seconds(const char *text)
{
	char *end;
	const double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(seconds > 0 && seconds <= 10))
		die(EX_USAGE, "%s: must be a number of seconds up to 10", text);
	return (usec)(seconds * (double)SEC);
}

static void
read_options(int argc, char **argv)
{
	int option;

	crowd_trials_of(whole);
	talk_trials_pause(PAUSE);
	while ((option = getopt(argc, argv, "j:p:qt:")) != -1)
		if (option == 'j')
			grade.json = optarg;
		else if (option == 'p')
			talk_trials_pause(read_seconds(optarg));
		else if (option == 'q')
			crowd_trials_of(small);
		else if (option == 't' && grade.only_count < TRIALS)
			grade.only[grade.only_count++] = optarg;
		else
			usage();
	if (argc - optind != 1 || !subject_command_fits(argv[optind]))
		usage();
	grade.command = argv[optind];
}

int
main(int argc, char **argv)
{
	const struct sigaction on_signal = { .sa_handler = wait_interrupt };
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	die_name("grade");
	read_options(argc, argv);
	choose_trials();
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		(void)sigaction(signals[i], &on_signal, NULL);
	(void)signal(SIGPIPE, SIG_IGN); /* these are valid signals */
	family_adopt();
	return make_all();
}
