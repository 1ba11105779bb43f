/* server/policy/password: which files have one, and what is the same as it. */
#include "server/policy/password.h"

#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/limits.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

static char file[SCRATCH_PATH];
static struct error why;

static bool
reads(const char *text, mode_t mode)
{
	(void)unlink(file); /* it may be one that cannot be written */
	scratch_write(file, text);
	MUST(chmod(file, mode) == 0, "chmod fails");
	why = (struct error) { 0 };
	return password_read(file, &why);
}

static bool
is(const char *said)
{
	return password_is_set() && password_matches(str_from(said));
}

static void
is_none_at_first(void)
{
	TAP_OK(!password_is_set(), "there is none");
	TAP_OK(password_read(NULL, &why), "none can be read");
	password_use();
	TAP_OK(!password_is_set(), "and there still is none");
}

static void
takes_files(void)
{
	static const char *const texts[] = { "secret", "secret\n", "secret\r\n",
		"secret\nmore\n", "secret\n\xff\x1b" };
	char longest[LIMIT_TOKEN + 1] = { 0 };

	for (size_t i = 0; i < COUNT(texts); i++) {
		TAP_OK(reads(texts[i], 0600), "file %zu: %s", i, why.text);
		password_use();
		TAP_OK(is("secret"), "the first line counts");
	}
	memcpy(longest, filler(LIMIT_TOKEN), LIMIT_TOKEN);
	TAP_OK(reads(longest, 0400), "the longest: %s", why.text);
	TAP_OK(is("secret") && !is(longest), "is not yet in force");
	password_use();
	TAP_OK(is(longest) && !is("secret"), "now it is");
	TAP_OK(reads("secret", 0640), "a group may read it: %s", why.text);
	password_use();
	TAP_OK(is("secret"), "and it is in force");
}

static void
refuses_files(void)
{
	static const char *const texts[] = { "", "\n", "\nsecret\n", "\r\n",
		"two words\n", " secret\n", "secret \n", "\x1b[2J\n",
		"\xff\n" };

	for (size_t i = 0; i < COUNT(texts); i++)
		TAP_OK(!reads(texts[i], 0600) && why.code == EX_CONFIG &&
			strstr(why.text, file) != NULL,
		    "no password: %s", why.text);
	TAP_OK(
	    !reads(filler(LIMIT_TOKEN + 1), 0600) && !reads(filler(4000), 0600),
	    "one that is too long: %s", why.text);
	TAP_OK(strstr(why.text, "xxx") == NULL &&
		strstr(why.text, filler(20)) == NULL,
	    "nothing of it is said");
	TAP_OK(!reads("secret", 0604) && !reads("secret", 0602),
	    "others may get at it: %s", why.text);
	TAP_OK(!password_read("/nonexistent/file", &why) &&
		strstr(why.text, "/nonexistent/file") != NULL,
	    "there is none: %s", why.text);
	scratch_path(file, "fifo");
	MUST(mkfifo(file, 0600) == 0, "cannot make a FIFO");
	TAP_OK(!password_read(file, &why), "a FIFO: %s", why.text);
	TAP_OK(is("secret"), "the old one is still in force");
}

static void
compares(void)
{
	static const char *const others[] = { "", "s", "secre", "secrets",
		"Secret", "tecret", "secres", "secretsecret" };
	static const char nul[] = "secret\0";

	for (size_t i = 0; i < COUNT(others); i++)
		TAP_OK(!is(others[i]), "'%s' is another", others[i]);
	TAP_OK(!password_matches((struct str) { nul, sizeof(nul) - 1 }),
	    "and so is one with a NUL behind it");
	TAP_OK(is("secret"), "but it is itself");
}

int
main(void)
{
	scratch_path(file, "password");
	is_none_at_first();
	takes_files();
	refuses_files();
	compares();
	TAP_OK(password_read(NULL, &why), "none is read");
	password_use();
	TAP_OK(!password_is_set(), "and none is set");
	return tap_done();
}
