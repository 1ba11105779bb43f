/*
 * Runs test programs, several at once, in random order: tests/README says what
 * it prints and when it runs one again.
 *	run PROGRAM[:CASE]...
 * From the environment: JOBS, at once; SEED, of the order and of what tests
 * draw; TENTH, a seed instead, by which one of ten is drawn; ONCE, for one run
 *of each, in the order given, until the first fails; HOUR, the time in UTC at
 *which each begins, as 2028-02-29T23:59:55, by hour/; LIMIT, the seconds in
 *which a program must say something; PATIENCE, what these and each test's own
 * deadlines are multiplied by; FORKCAST_BUILD, where flaky/ is made.
 */
#define _GNU_SOURCE /* wait4, getloadavg, strptime, timegm */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "own.h"

#define SKIPPED 77 /* exit statuses of a test: see tests/lib/tap.h */
#define LATE 2
#define AGAIN 2 /* how often a failed program runs again */
#define MOST_AGAIN 25 /* programs; if more fail, it is not the machine */
#define DEAREST 10
#define LONGEST 10 /* times LIMIT, in which a program must end */
#define LEFT 4 /* part of LIMIT in which its last processes must end */
#define TRIALS 15 /* of how long a process takes to start */

enum state { WAITS, RUNS, HAS_RUN, CUT };

struct test {
	const char *given; /* PROGRAM or PROGRAM:CASE */
	char name[128]; /* of its source, behind tests/ */
	bool is_long; /* is begun early */
	bool is_killed; /* for it hung */
	bool is_flaky;
	bool is_blamed; /* no other run can mend it: a wrong thing has come */
	enum state state;
	int status; /* as a shell has it */
	pid_t pid;
	double begun, took, cpu; /* seconds */
	double age,
	    silent; /* seconds of a machine that has nothing else to do */
	off_t said; /* bytes */
	char first[256]; /* "not ok", or why it is skipped */
	char directory[16]; /* for the program's files */
};

static struct {
	struct test *test;
	size_t count, running, ended;
	char directory[64];
	double limit, patience;
	time_t hour; /* 0: as it is */
	double looked; /* when the running ones were last looked at */
	long cores;
	size_t jobs;
	bool is_brief; /* in the order given, until one fails */
	bool is_over; /* one has failed, and the others are told to end */
	volatile sig_atomic_t is_stopped;
} run;

static double
now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time); /* cannot fail */
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double
setting(const char *variable, double usual)
{
	const char *text = getenv(variable);
	const double value = text != NULL ? strtod(text, NULL) : 0;

	return value > 0 ? value : usual;
}

/* Returns how many processes want to run, for each two processors; at least 1.
 */
static double
load(double processes)
{
	double average;

	if (getloadavg(&average, 1) != 1)
		return 1;
	average /= processes * (double)run.cores;
	return average > 1 ? average : 1;
}

static const char *
path_of(const struct test *test, const char *kind)
{
	static char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/%zu%s", run.directory,
	    (size_t)(test - run.test), kind);
	return path;
}

/* Ends, for the machine refuses what is needed. */
static void
give_up(const char *what)
{
	(void)fprintf(stderr, "run: cannot %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static int
remove_one(
    const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static void
remove_all(const char *path)
{
	(void)nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void
start(struct test *test)
{
	const int out = open(path_of(test, ".out"),
	    O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	char ahead[24];

	/* Short, for sockets are in there. */
	(void)snprintf(
	    test->directory, sizeof(test->directory), "%s", "/tmp/fcXXXXXX");
	if (out == -1 || mkdtemp(test->directory) == NULL ||
	    chmod(test->directory, 01777) != 0)
		give_up("make a test's files");
	test->state = RUNS;
	test->begun = now();
	test->age = test->silent = 0;
	test->said = 0;
	test->is_killed = false;
	/* Each begins at the hour, however long those before it took. */
	(void)snprintf(
	    ahead, sizeof(ahead), "%lld", (long long)(run.hour - time(NULL)));
	if (run.hour != 0 && setenv("FORKCAST_AHEAD", ahead, 1) != 0)
		give_up("set the hour");
	test->pid = own_start(test->given, test->directory, out,
	    (unsigned)(run.limit * load(2) / LEFT));
	if (test->pid == -1)
		give_up("start a process");
	(void)close(out);
	run.running++;
}

/* Prints what the test has said, and notes the first check that failed. */
static void
repeat(struct test *test, bool is_printed)
{
	char line[4096];
	FILE *file = fopen(path_of(test, ".out"), "re");

	test->first[0] = '\0';
	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (is_printed)
			(void)printf("# %s\n", line);
		if (test->first[0] == '\0' && strncmp(line, "not ok", 6) == 0)
			(void)snprintf(test->first, sizeof(test->first), "%.*s",
			    (int)sizeof(test->first) - 1, line);
		/* Of a sanitizer. */
		test->is_blamed = test->is_blamed ||
		    strstr(line, "Sanitizer") != NULL ||
		    strstr(line, "runtime error") != NULL;
	}
	if (file != NULL)
		(void)fclose(file); /* was only read */
}

static bool
is_good(const struct test *test)
{
	return test->status == 0 || test->status == SKIPPED;
}

static bool
has_failed(const struct test *test)
{
	return test->state == HAS_RUN && !is_good(test);
}

/* Notes why it is skipped, which it may say after other things. */
static void
note_reason(struct test *test)
{
	char line[4096];
	FILE *file = fopen(path_of(test, ".out"), "re");

	test->first[0] = '\0';
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "1..0 # SKIP %255[^\n]", test->first) == 1)
			break;
	if (file != NULL)
		(void)fclose(file); /* was only read */
}

static void
report(struct test *test)
{
	if (test->status == SKIPPED)
		note_reason(test);
	(void)printf("%s %zu - %s (%.1f s, processor %.2f s)",
	    is_good(test) ? "ok" : "not ok", ++run.ended, test->name,
	    test->took, test->cpu);
	if (test->status == SKIPPED)
		(void)printf(" # SKIP %s", test->first);
	else if (test->is_killed)
		(void)printf(" # killed: it hung");
	else if (!is_good(test))
		(void)printf(" # exit status %d", test->status);
	(void)putchar('\n');
	if (!is_good(test))
		repeat(test, true);
	(void)fflush(stdout);
}

/* What goes wrong there once in many runs, goes wrong. */
static bool
is_storm(const struct test *test)
{
	return strstr(test->name, "chaos") != NULL ||
	    strstr(test->name, "storm") != NULL ||
	    strstr(test->name, "crowd") != NULL;
}

static void
end(struct test *test, int status, const struct rusage *usage)
{
	test->state = HAS_RUN;
	test->status = WIFSIGNALED(status) ? OWN_SIGNAL + WTERMSIG(status) :
					     WEXITSTATUS(status);
	test->took = now() - test->begun;
	test->cpu = (double)usage->ru_utime.tv_sec +
	    (double)usage->ru_stime.tv_sec +
	    (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
	test->is_blamed = test->status == OWN_LEFT ||
	    (test->status != LATE && !test->is_killed) || is_storm(test);
	run.running--;
	remove_all(test->directory);
}

static void
stop_all(void)
{
	run.is_over = true;
	for (size_t i = 0; i < run.count; i++)
		if (run.test[i].state == RUNS)
			(void)kill(run.test[i].pid, SIGTERM);
}

static void
reap(void)
{
	struct rusage usage;
	int status;
	pid_t pid;

	while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0)
		for (size_t i = 0; i < run.count; i++)
			if (run.test[i].state == RUNS &&
			    run.test[i].pid == pid) {
				end(&run.test[i], status, &usage);
				if (run.is_over) {
					run.test[i].state = CUT;
					continue;
				}
				report(&run.test[i]);
				if (run.is_brief && !is_good(&run.test[i]))
					stop_all();
			}
}

/*
 * Ends those that hang. Time counts less while others want the processor, and
 * on a machine that takes long to start a process.
 */
static void
look(void)
{
	const double passed = now() - run.looked;
	struct stat out;

	if (passed < 1)
		return;
	run.looked += passed;
	for (size_t i = 0; i < run.count; i++) {
		struct test *test = &run.test[i];
		if (test->state != RUNS)
			continue;
		if (stat(path_of(test, ".out"), &out) == 0 &&
		    out.st_size != test->said) {
			test->said = out.st_size;
			test->silent = 0;
		}
		test->age += passed / load(2);
		test->silent += passed / load(2);
		if (test->silent > run.limit ||
		    test->age > LONGEST * run.limit) {
			test->is_killed = true;
			(void)kill(test->pid, SIGTERM);
		}
	}
}

static void
stop(int number)
{
	if (number != SIGCHLD)
		run.is_stopped = 1;
}

/* Sleeps until a process ends, at most for a second. */
static void
rest(void)
{
	const struct timespec second = { 1, 0 };
	sigset_t none;

	(void)sigemptyset(&none);
	(void)pselect(0, NULL, NULL, NULL, &second, &none);
	reap();
	look();
	if (!run.is_stopped)
		return;
	for (size_t i = 0; i < run.count; i++)
		if (run.test[i].state == RUNS) {
			(void)kill(run.test[i].pid, SIGTERM);
			(void)waitpid(run.test[i].pid, NULL, 0);
			remove_all(run.test[i].directory);
		}
	remove_all(run.directory);
	exit(130);
}

/*
 * Returns the next one to start: half of the places are for long ones, as long
 * as there are any; else all would wait at once, or be waited for at the end.
 */
static struct test *
next(void)
{
	struct test *first[2] = { NULL, NULL };
	size_t long_ones = 0;

	if (run.is_over)
		return NULL;
	for (size_t i = run.count; i-- > 0;) {
		struct test *test = &run.test[i];
		long_ones += test->is_long && test->state == RUNS;
		if (test->state == WAITS)
			first[test->is_long] = test;
	}
	if (first[0] == NULL || first[1] == NULL)
		return first[0] != NULL ? first[0] : first[1];
	return first[long_ones < (run.jobs + 1) / 2];
}

/* Two for each processor, and more if the machine has nothing else to do. */
static bool
has_room(void)
{
	return run.running < run.jobs &&
	    (run.running < 2 * (size_t)run.cores || load(3) <= 1);
}

static void
run_all(void)
{
	struct test *test;

	while ((test = next()) != NULL || run.running > 0) {
		while (test != NULL && has_room()) {
			start(test);
			test = next();
		}
		rest();
	}
}

/* Gives all that waits twice the time, or as much as was asked for. */
static void
set_patience(double times)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%.1f", times * run.patience);
	if (setenv("PATIENCE", text, 1) != 0)
		give_up("set PATIENCE");
}

static void
keep_output(const struct test *test)
{
	const char *build = getenv("FORKCAST_BUILD");
	char path[PATH_MAX];
	size_t begin;

	(void)snprintf(
	    path, sizeof(path), "%s/flaky", build != NULL ? build : "build");
	(void)mkdir(path, 0755); /* or it is there */
	begin = strlen(path) + 1;
	(void)snprintf(
	    path + begin - 1, sizeof(path) - begin, "/%s", test->name);
	for (char *c = path + begin; *c != '\0'; c++)
		if (*c == '/')
			*c = '.';
	(void)rename(path_of(test, ".first"), path);
}

/*
 * Runs one in which something came late, alone, up to twice; if it passes, it
 * has passed, but it is flaky.
 */
static void
run_again(struct test *test)
{
	const char *first;
	char why[sizeof(test->first)], before[PATH_MAX];

	(void)snprintf(before, sizeof(before), "%s", path_of(test, ".out"));
	first = path_of(test, ".first");
	(void)rename(before, first);
	(void)snprintf(why, sizeof(why), "%s", test->first);
	for (int left = AGAIN; left > 0 && !test->is_blamed && !is_good(test);
	     left--) {
		start(test);
		while (test->state == RUNS)
			rest();
	}
	test->is_flaky = is_good(test);
	(void)snprintf(test->first, sizeof(test->first), "%s",
	    why[0] != '\0' ? why : "it said nothing");
	if (test->is_flaky)
		keep_output(test);
}

static void
run_failed(void)
{
	size_t failed = 0;

	for (size_t i = 0; i < run.count; i++)
		failed += has_failed(&run.test[i]);
	if (failed > MOST_AGAIN || run.is_over)
		return;
	set_patience(2);
	for (size_t i = 0; i < run.count; i++)
		if (has_failed(&run.test[i]) && !run.test[i].is_blamed)
			run_again(&run.test[i]);
}

static int
by_cpu(const void *a, const void *b)
{
	const struct test *x = a, *y = b;

	return (x->cpu < y->cpu) - (x->cpu > y->cpu);
}

/* Returns whether all has passed. One that was cut off says nothing. */
static bool
sum_up(void)
{
	size_t passed = 0, failed = 0, skipped = 0;
	const char *build = getenv("FORKCAST_BUILD");
	double cpu = 0;

	qsort(run.test, run.count, sizeof(*run.test), by_cpu);
	(void)printf("The dearest, in seconds of the processor:\n");
	for (size_t i = 0; i < run.count; i++) {
		const struct test *test = &run.test[i];
		if (test->state != HAS_RUN)
			continue;
		cpu += test->cpu;
		if (i < DEAREST)
			(void)printf("  %6.2f %s\n", test->cpu, test->name);
		skipped += test->status == SKIPPED;
		passed += test->status == 0;
		failed += has_failed(test);
	}
	(void)printf("  %6.2f all\n", cpu);
	for (size_t i = 0; i < run.count; i++)
		if (run.test[i].is_flaky)
			(void)printf("FLAKY: %s: %s\n", run.test[i].name,
			    run.test[i].first);
	for (size_t i = 0; i < run.count; i++)
		if (run.test[i].status == SKIPPED)
			(void)printf("SKIPPED: %s: %s\n", run.test[i].name,
			    run.test[i].first);
	if (failed > 0)
		(void)printf("These failed; run one alone by:\n");
	for (size_t i = 0; i < run.count; i++)
		if (has_failed(&run.test[i]))
			(void)printf("  FORKCAST_BUILD=%s %s/tests/run/run "
				     "%s\n",
			    build != NULL ? build : "build",
			    build != NULL ? build : "build", run.test[i].given);
	(void)printf("%zu passed, %zu failed", passed, failed);
	if (skipped > 0)
		(void)printf(", %zu skipped", skipped);
	(void)putchar('\n');
	return failed == 0 && passed > 0;
}

/* Returns how many milliseconds a process takes here, as a median. */
static double
process_cost(void)
{
	double took[TRIALS];

	for (size_t i = 0; i < TRIALS; i++) {
		const double begin = now();
		size_t at = i;
		const pid_t child = fork();
		if (child == 0) {
			(void)execlp("true", "true", (char *)NULL);
			_exit(127);
		}
		if (child == -1 || waitpid(child, NULL, 0) != child)
			give_up("start a process");
		const double time = (now() - begin) * 1e3;
		for (; at > 0 && took[at - 1] > time; at--)
			took[at] = took[at - 1];
		took[at] = time;
	}
	return took[TRIALS / 2];
}

/* tests/long has those that are to begin early, without "build/tests/". */
static void
mark_long(void)
{
	char line[256];
	FILE *file = fopen("tests/long", "re");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; i < run.count; i++) {
			const char *at = strstr(run.test[i].given, "tests/");
			if (at != NULL && strcmp(at + 6, line) == 0)
				run.test[i].is_long = true;
		}
	}
	if (file != NULL)
		(void)fclose(file); /* was only read */
}

/*
 * Of D/cases:NAME it is D/NAME, and of talks:FILE the file; what is before
 * that, "talks:upgrade:FILE", stays before it.
 */
static void
name(struct test *test)
{
	const char *one = strchr(test->given, ':');
	const char *file = one != NULL ? strstr(one, "tests/") : NULL;
	const char *at = file != NULL ? file : strstr(test->given, "tests/");
	size_t len;

	at = at != NULL ? at + strlen("tests/") : test->given;
	len = one != NULL && file == NULL ? (size_t)(one - at) : strlen(at);
	while (len > 0 && at[len - 1] != '/' && at[len] != '\0')
		len--; /* "cases" */
	(void)snprintf(test->name, sizeof(test->name), "%.*s%.*s%s",
	    file != NULL ? (int)(file - one - 1) : 0,
	    file != NULL ? one + 1 : "", (int)len, at,
	    at[len] == '\0' ? "" : one + 1);
}

static void
set_hour(void)
{
	const char *text = getenv("HOUR"), *build = getenv("FORKCAST_BUILD");
	struct tm parts = { 0 };
	char library[PATH_MAX], path[PATH_MAX];

	(void)snprintf(library, sizeof(library), "%s/tests/hour/hour.so",
	    build != NULL ? build : "build");
	if (text == NULL)
		return;
	errno = EINVAL;
	if (strptime(text, "%Y-%m-%dT%H:%M:%S", &parts) == NULL ||
	    realpath(library, path) == NULL ||
	    setenv("LD_PRELOAD", path, 1) != 0)
		give_up("set HOUR");
	run.hour = timegm(&parts);
	(void)printf("# HOUR=%s\n", text);
}

static void
line_up(int argc, char *argv[])
{
	const char *tenth = getenv("TENTH");
	const unsigned seed = (unsigned)setting(
	    tenth != NULL ? "TENTH" : "SEED", (double)(time(NULL) % 1000000));
	char text[16];

	run.count = (size_t)argc - 1;
	run.test = calloc(run.count, sizeof(*run.test));
	if (run.test == NULL)
		give_up("list the tests");
	run.is_brief = getenv("ONCE") != NULL;
	srand(seed);
	(void)snprintf(text, sizeof(text), "%u", seed);
	(void)printf("# %s=%s\n", tenth != NULL ? "TENTH" : "SEED", text);
	/* What a test draws is drawn again if it has failed. */
	if (setenv("FORKCAST_SEED", text, 0) != 0)
		give_up("set the seed");
	for (size_t i = 0; i < run.count; i++) {
		const size_t at = run.is_brief ? i : (size_t)rand() % (i + 1);
		run.test[i] = run.test[at];
		run.test[at] = (struct test) { .given = argv[i + 1] };
		name(&run.test[at]);
	}
	if (tenth != NULL)
		run.count = (run.count + 9) / 10; /* the first of them */
	if (!run.is_brief)
		mark_long();
}

static void
prepare(void)
{
	static const int caught[] = { SIGCHLD, SIGINT, SIGTERM, SIGHUP };
	const double cost = process_cost();
	sigset_t set;

	run.cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (run.cores < 1)
		run.cores = 1;
	run.jobs = (size_t)setting("JOBS", 6 * (double)run.cores);
	run.patience = setting("PATIENCE", 1) * (cost > 1 ? cost : 1);
	run.limit = setting("LIMIT", 200) * run.patience;
	(void)printf("# a process takes %.2f ms to start\n", cost);
	set_patience(1);
	(void)sigemptyset(&set);
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++) {
		(void)sigaddset(&set, caught[i]);
		(void)sigaction(caught[i],
		    &(struct sigaction) { .sa_handler = stop }, NULL);
	}
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)snprintf(run.directory, sizeof(run.directory), "/tmp/fcXXXXXX");
	if (mkdtemp(run.directory) == NULL || chmod(run.directory, 0755) != 0)
		give_up("make a directory");
	own_init(run.directory);
	run.looked = now();
}

/*
 * As root, the servers become nobody, who must reach their programs; unless it
 * is a test that runs the runner.
 */
static void
check_place(void)
{
	char path[PATH_MAX];
	struct stat info;

	if (geteuid() != 0 || getenv("FORKCAST_APART") != NULL ||
	    getcwd(path, sizeof(path)) == NULL)
		return;
	for (;;) {
		if (stat(path, &info) == 0 && (info.st_mode & S_IXOTH) == 0)
			break;
		if (strrchr(path, '/') == path)
			return;
		*strrchr(path, '/') = '\0';
	}
	(void)fprintf(stderr,
	    "run: as root, the tests run servers as nobody, who cannot enter "
	    "%s; move the tree, or run chmod o+x on that\n",
	    path);
	exit(EXIT_FAILURE);
}

int
main(int argc, char *argv[])
{
	bool is_passed;

	/* The user's own settings must not affect the tests. */
	static const char *const unset[] = { "FORKCAST_SERVER", "FORKCAST_NAME",
		"NO_COLOR" };

	if (argc < 2) {
		(void)fputs("usage: run PROGRAM[:CASE]...\n", stderr);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < sizeof(unset) / sizeof(unset[0]); i++)
		(void)unsetenv(unset[i]);
	if (setenv("XDG_CONFIG_HOME", "/dev/null", 1) != 0 ||
	    setenv("XDG_STATE_HOME", "/dev/null", 1) != 0)
		give_up("set the environment");
	line_up(argc, argv);
	check_place();
	prepare();
	set_hour();
	run_all();
	run_failed();
	is_passed = sum_up();
	remove_all(run.directory);
	return is_passed ? 0 : EXIT_FAILURE;
}
