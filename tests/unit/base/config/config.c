/*
 * server/base/config/config: defaults, the file, the command line; faults and
 * places.
 */
#include "server/base/config/config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "server/base/mem/arena.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

#define ADDRESS                                                        \
	"expected an address, such as 192.0.2.7 or 2001:db8::7, or a " \
	"network, "                                                    \
	"such as 192.0.2.0/24"
#define NUMBER "must be a whole number"
#define SIZE "must be a number of bytes, or end in K or M"
#define TIME "must be a time in seconds, such as 0.5"
#define OPTIONS                                                          \
	"words after the address must be proxy or forwarded, secure or " \
	"mode=MODE"
#define MODE "mode must be octal, from 0 to 0777, such as 0660"
#define ISUPPORT                                                          \
	"must be at most 12 words of together 300 bytes, with one space " \
	"between, and names such as example.org/WORD"
#define ORIGIN "must be like https://chat.example.org"
/* 64 bytes, with the key and the line end. */
#define ORIGIN_64 \
	"origin https://0123456789012345678901234567890123456789012345678\n"
#define ORIGINS_7 \
	ORIGIN_64 ORIGIN_64 ORIGIN_64 ORIGIN_64 ORIGIN_64 ORIGIN_64 ORIGIN_64

static char file[SCRATCH_PATH];

static bool
load(const char *text, struct config *config, struct error *why)
{
	static const struct config_command_line line = { .file = file };

	scratch_write(file, text);
	return config_load(config, &line, why);
}

/* How many bits of a set match an address; -1: none. */
static int
bits_of(const struct networks *networks, const char *text)
{
	struct network network;

	MUST(network_read(&network, str_from(text)) == NULL, "no address: %s",
	    text);
	return networks_match(networks, &network.ip);
}

static const struct {
	const char *text;
	const char *wrong; /* null: nothing */
} rows[] = {
	{ "", NULL },
	{ "max_clients", ":1: max_clients: missing value" },
	{ "max_clients 1 2", ":1: max_clients 1 2: " NUMBER },
	{ "allow none", ":1: allow none: " ADDRESS },
	{ "deny ::/129",
	    ":1: deny ::/129: expected a number of bits after the /, at most 32 for IPv4 "
	    "and 128 for IPv6" },
	{ "crash_time 86400.1",
	    ":1: crash_time 86400.1: must be 86400 seconds or less" },
	{ "listen [::1]:65536",
	    ":1: listen [::1]:65536: port must be a number from 0 to 65535" },
	{ "listen [::ffff:127.0.0.1]:1",
	    ":1: listen [::ffff:127.0.0.1]:1: an IPv4 address has no ::ffff: "
	    "and no brackets" },
	{ "queue_max 8G", ":1: queue_max 8G: " SIZE },
	{ "box a:b", ":1: box a:b: invalid group name" },
	{ "history yes", ":1: history yes: must be one of: no groups all" },
	{ "history_for all",
	    ":1: history_for all: must be one of: members joined" },
	{ "grace nan", ":1: grace nan: " TIME },
	{ "sandbox On", ":1: sandbox On: must be one of: on off require" },
	{ "listen 1 proxies", ":1: listen 1 proxies: " OPTIONS },
	{ "listen /a b", ":1: listen /a b: " OPTIONS },
	{ "listen /s mode=1777", ":1: listen /s mode=1777: " MODE },
	{ "listen /s mode=00660", ":1: listen /s mode=00660: " MODE },
	{ "listen 7 proxy forwarded",
	    ":1: listen 7 proxy forwarded: proxy and forwarded exclude each "
	    "other" },
	{ "origin http://a:1\norigin https://b\nweb_host c.d", NULL },
	{ "isupport a/b=c / / / / / / / / / / /", NULL },
	{ "isupport a/b  a/c", ":1: isupport a/b  a/c: " ISUPPORT },
	{ "isupport a/b :a/c", ":1: isupport a/b :a/c: " ISUPPORT },
	{ "isupport a/b -NICKLEN", ":1: isupport a/b -NICKLEN: " ISUPPORT },
	{ "isupport NETWORK=a/b", ":1: isupport NETWORK=a/b: " ISUPPORT },
	{ "isupport / / / / / / / / / / / / /",
	    ":1: isupport / / / / / / / / / / / / /: " ISUPPORT },
	{ "origin null", ":1: origin null: " ORIGIN },
	{ "origin http://", ":1: origin http://: " ORIGIN },
	{ "origin http://a/", ":1: origin http://a/: " ORIGIN },
	{ "web_host a/b",
	    ":1: web_host a/b: must be at most 63 bytes of letters, digits and "
	    "._-" },
	{ ORIGINS_7 ORIGINS_7, NULL },
	{ "web_host a\n" ORIGINS_7 ORIGINS_7 ORIGIN_64 ORIGIN_64,
	    "web_host: too many names with those of origin, limit 900 bytes" },
	{ "nose \033[2J", ":1: nose ?[2J: unknown key" },
	{ "Listen 1", ":1: Listen 1: unknown key; did you mean listen?" },
	{ "\n# x\n\ncolour red\nverbose x", ":4: colour red: unknown key" },
};

static bool
is_empty(const struct config *config)
{
	return config->listen.count == 0 && config->group.count == 0 &&
	    config->user == NULL && config->max_clients == 0;
}

static void
judges_each_line(void)
{
	char want[sizeof(((struct error *)NULL)->text)];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct config config;
		struct error why = { 0 };
		const bool good = load(rows[i].text, &config, &why);
		if (rows[i].wrong == NULL) {
			TAP_OK(good, "good: line %zu of the table %s", i,
			    why.text);
			config_free(&config);
			continue;
		}
		(void)snprintf(want, sizeof(want), "%s%s",
		    *rows[i].wrong == ':' ? file : "", rows[i].wrong);
		TAP_OK(!good && is_empty(&config), "bad: line %zu of the table",
		    i);
		TAP_STR(str_from(why.text), str_from(want), "and said where");
		TAP_NUM(why.code, EX_CONFIG, "and how bad it is");
	}
}

static void
has_an_order(void)
{
	const struct config_command_line line = { .file = file,
		.option = { { "listen", "127.0.0.1:3" },
		    { "listen", "127.0.0.1:4" }, { "verbose", "no" } },
		.count = 3 };
	struct config config;
	struct error why = { 0 };

	scratch_write(file,
	    "listen 127.0.0.1:1\nlisten 127.0.0.1:2\nverbose yes\n"
	    "max_clients 5\nmax_clients 6\ngroup tea\ngroup coffee\n"
	    "user ali\nuser bo\n");
	if (!TAP_OK(config_load(&config, &line, &why), "both: %s", why.text))
		return;
	TAP_OK(config.listen.count == 2 &&
		!strcmp(config.listen.at[0], "127.0.0.1:3") &&
		!strcmp(config.listen.at[1], "127.0.0.1:4"),
	    "a list of the command line replaces that of the file");
	TAP_OK(!config.verbose, "and so does a value");
	TAP_OK(config.max_clients == 6 &&
		config.max_clients_said.source == CONFIG_FILE,
	    "the last line of the file wins");
	TAP_OK(config.user != NULL && !strcmp(config.user, "bo"),
	    "the last text too");
	TAP_OK(config.group.count == 2 && !strcmp(config.group.at[0], "tea"),
	    "a list of the file replaces the defaults");
	config_free(&config);
}

/*
 * Returns the number of bits that exempt, set to this, gives to this machine.
 */
static int
exempt_bits(const char *text)
{
	struct config config;
	struct error why = { 0 };
	int bits;

	MUST(load(text, &config, &why), "%s", why.text);
	bits = bits_of(&config.exempt, "127.0.0.1");
	config_free(&config);
	return bits;
}

static void
can_exempt_nobody(void)
{
	TAP_NUM(exempt_bits(""), 8, "who is exempt by default");
	TAP_NUM(exempt_bits("exempt ::1"), -1, "is not, if others are");
	TAP_NUM(exempt_bits("exempt none"), -1, "or if nobody is");
	TAP_NUM(exempt_bits("exempt 127.0.0.1\nexempt none"), -1,
	    "none is without those before");
	TAP_NUM(exempt_bits("exempt none\nexempt 127.0.0.1"), 32,
	    "and with those behind");
}

/* Text after a NUL must not be skipped. */
static void
refuses_nul(void)
{
	static const struct config_command_line line = { .file = file };
	static const char text[] = "verbose yes\0 nonsense\n";
	struct config config;
	struct error why = { 0 };
	FILE *stream = fopen(file, "w");

	MUST(stream != NULL &&
		fwrite(text, 1, sizeof(text) - 1, stream) == sizeof(text) - 1 &&
		fclose(stream) == 0,
	    "cannot write %s", file);
	TAP_OK(!config_load(&config, &line, &why) &&
		strstr(why.text, ":1: line contains a NUL byte") != NULL,
	    "a NUL byte: %s", why.text);
}

/* Whatever type a value is of, a reload does not leak it. */
static void
frees_every_type(void)
{
	static const char text[] =
	    "listen 1\ngroup tea\noper bo\nallow ::/0\ndeny ::1\n"
	    "trusted ::1\nexempt ::1\nuser u\npid_file /p\nmotd /m\n"
	    "password_file /w\nserver_name s\nnetwork n\n"
	    "control off\nstate /s\n";
	const size_t before = arena_used();
	struct config config;
	struct error why = { 0 };

	TAP_OK(load(text, &config, &why) && arena_used() > before,
	    "every text and list: %s", why.text);
	config_free(&config);
	TAP_NUM(arena_used(), before, "what is in use after it is freed");
}

int
main(void)
{
	char address[ADDR_TEXT];
	struct listen_options options;

	TAP_OK(
	    config_split_listen(filler(ADDR_TEXT), address, &options) != NULL,
	    "an address that is too long");
	scratch_path(file, "forkcastd.conf");
	judges_each_line();
	refuses_nul();
	has_an_order();
	can_exempt_nobody();
	frees_every_type();
	return tap_done();
}
