/*
 * Fails the N-th call that a process makes to the files below one folder.
 *
 * Loaded before the C library (LD_PRELOAD), so that the calls of Python, of SQLite and of any other library pass here.
 * Counted are calls whose path lies below FAULTS_ROOT, and calls on descriptors that were opened there.
 *
 *   FAULTS_ROOT     the folder, absolute and without a slash at its end
 *   FAULTS_AT       which call fails, from 1; 0: none, they are only counted
 *   FAULTS_ERRNO    with what error
 *   FAULTS_FOREVER  set: all calls after it fail as well, as on a disk that is gone
 *   FAULTS_WRITES   set: only calls that need room on the disk are counted
 *   FAULTS_LOG      a file outside of the folder, to which a line is appended for each call
 *
 * A process can also set these anew for itself, by `faults_arm`. Its children are left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

#define DESCRIPTORS 1024

static const char *root;
static size_t root_length;
static atomic_long fail_at, calls;
static atomic_int fail_with, fail_for_ever, writes_only;
static int log_descriptor = -1;
static const char *failed = "";
static atomic_int watched[DESCRIPTORS];

__attribute__((constructor)) static void begin(void)
{
    const char *text;
    root = getenv("FAULTS_ROOT");
    root_length = root ? strlen(root) : 0;
    fail_at = (text = getenv("FAULTS_AT")) ? atol(text) : 0;
    fail_with = (text = getenv("FAULTS_ERRNO")) ? atoi(text) : EIO;
    fail_for_ever = getenv("FAULTS_FOREVER") != NULL;
    writes_only = getenv("FAULTS_WRITES") != NULL;
    if ((text = getenv("FAULTS_LOG")))
        log_descriptor = syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    unsetenv("LD_PRELOAD");
}

/* Begins to count anew; 0 for the call that fails: none does. */
void faults_arm(long at, int error, int for_ever, int writes)
{
    fail_with = error;
    fail_for_ever = for_ever;
    writes_only = writes;
    failed = "";
    calls = 0;
    fail_at = at;
}

/* Returns how many calls were counted. */
long faults_calls(void)
{
    return calls;
}

/* Returns the name of the call that has failed, the first of them; empty where none has. */
const char *faults_failed(void)
{
    return failed;
}

static int is_ours(const char *path)
{
    return root && path && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

static int is_watched(int descriptor)
{
    return descriptor >= 0 && descriptor < DESCRIPTORS && atomic_load(&watched[descriptor]);
}

/* Counts a call; returns whether it is to fail, with errno set. */
static int fails(const char *name, const char *path, int needs_room)
{
    if (writes_only && !needs_room)
        return 0;
    long number = atomic_fetch_add(&calls, 1) + 1;
    long at = fail_at;
    int failing = at && (number == at || (fail_for_ever && number > at));
    if (log_descriptor >= 0) {
        char line[600];
        int length = snprintf(line, sizeof line, "%ld %s %s%s\n", number, name, path ? path + root_length : "-",
                              failing ? " FAILED" : "");
        if (length > 0)
            syscall(SYS_write, log_descriptor, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
    }
    if (failing) {
        if (number == fail_at)
            failed = name;
        errno = fail_with;
    }
    return failing;
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) \
    real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

#define ON_DESCRIPTOR(result, name, parameters, arguments, room) \
    result name parameters \
    { \
        REAL(name); \
        if (is_watched(descriptor) && fails(#name, NULL, room)) \
            return -1; \
        return real arguments; \
    }

#define ON_PATH(result, name, parameters, arguments, room) \
    result name parameters \
    { \
        REAL(name); \
        if (is_ours(path) && fails(#name, path, room)) \
            return -1; \
        return real arguments; \
    }

#define OPENING(name, parameters, call) \
    int name parameters \
    { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | __O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        int ours = is_ours(path); \
        if (ours && fails(#name, path, flags & O_CREAT)) \
            return -1; \
        int descriptor = real call; \
        if (descriptor >= 0 && descriptor < DESCRIPTORS) \
            atomic_store(&watched[descriptor], ours); \
        return descriptor; \
    }

OPENING(open, (const char *path, int flags, ...), (path, flags, mode))
OPENING(open64, (const char *path, int flags, ...), (path, flags, mode))
OPENING(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
OPENING(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))

ON_DESCRIPTOR(ssize_t, read, (int descriptor, void *data, size_t size), (descriptor, data, size), 0)
ON_DESCRIPTOR(ssize_t, pread, (int descriptor, void *data, size_t size, off_t at), (descriptor, data, size, at), 0)
ON_DESCRIPTOR(ssize_t, pread64, (int descriptor, void *data, size_t size, off64_t at), (descriptor, data, size, at), 0)
ON_DESCRIPTOR(ssize_t, write, (int descriptor, const void *data, size_t size), (descriptor, data, size), 1)
ON_DESCRIPTOR(ssize_t, pwrite, (int descriptor, const void *data, size_t size, off_t at),
              (descriptor, data, size, at), 1)
ON_DESCRIPTOR(ssize_t, pwrite64, (int descriptor, const void *data, size_t size, off64_t at),
              (descriptor, data, size, at), 1)
ON_DESCRIPTOR(int, fsync, (int descriptor), (descriptor), 1)
ON_DESCRIPTOR(int, fdatasync, (int descriptor), (descriptor), 1)
ON_DESCRIPTOR(int, ftruncate, (int descriptor, off_t size), (descriptor, size), 1)
ON_DESCRIPTOR(int, ftruncate64, (int descriptor, off64_t size), (descriptor, size), 1)
ON_DESCRIPTOR(int, fstat, (int descriptor, struct stat *found), (descriptor, found), 0)
ON_DESCRIPTOR(int, fstat64, (int descriptor, struct stat64 *found), (descriptor, found), 0)
ON_DESCRIPTOR(int, fchmod, (int descriptor, mode_t mode), (descriptor, mode), 0)
ON_DESCRIPTOR(int, flock, (int descriptor, int operation), (descriptor, operation), 0)

ON_PATH(int, stat, (const char *path, struct stat *found), (path, found), 0)
ON_PATH(int, stat64, (const char *path, struct stat64 *found), (path, found), 0)
ON_PATH(int, lstat, (const char *path, struct stat *found), (path, found), 0)
ON_PATH(int, lstat64, (const char *path, struct stat64 *found), (path, found), 0)
ON_PATH(int, access, (const char *path, int mode), (path, mode), 0)
ON_PATH(int, chmod, (const char *path, mode_t mode), (path, mode), 0)
ON_PATH(int, mkdir, (const char *path, mode_t mode), (path, mode), 1)
ON_PATH(int, rmdir, (const char *path), (path), 0)
ON_PATH(int, unlink, (const char *path), (path), 0)
ON_PATH(int, rename, (const char *path, const char *new_path), (path, new_path), 1)
ON_PATH(int, link, (const char *path, const char *new_path), (path, new_path), 1)
ON_PATH(ssize_t, readlink, (const char *path, char *data, size_t size), (path, data, size), 0)

int fcntl(int descriptor, int operation, ...)
{
    REAL(fcntl);
    va_list rest;
    va_start(rest, operation);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (is_watched(descriptor) && operation == F_SETLK && fails("fcntl", NULL, 0))
        return -1;
    return real(descriptor, operation, argument);
}

int fcntl64(int descriptor, int operation, ...)
{
    REAL(fcntl64);
    va_list rest;
    va_start(rest, operation);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (is_watched(descriptor) && operation == F_SETLK && fails("fcntl64", NULL, 0))
        return -1;
    return real(descriptor, operation, argument);
}

void *mmap64(void *address, size_t size, int protection, int flags, int descriptor, off64_t at)
{
    static void *(*real)(void *, size_t, int, int, int, off64_t);
    if (!real)
        real = (void *(*)(void *, size_t, int, int, int, off64_t))dlsym(RTLD_NEXT, "mmap64");
    if (is_watched(descriptor) && fails("mmap64", NULL, 0))
        return (void *)-1;
    return real(address, size, protection, flags, descriptor, at);
}

int bind(int descriptor, const struct sockaddr *address, socklen_t size)
{
    REAL(bind);
    if (address->sa_family == AF_UNIX && is_ours(((const struct sockaddr_un *)address)->sun_path)
        && fails("bind", ((const struct sockaddr_un *)address)->sun_path, 1))
        return -1;
    return real(descriptor, address, size);
}

/* A descriptor's number is given again: what is opened there next may be no file of ours. */
int close(int descriptor)
{
    REAL(close);
    if (descriptor >= 0 && descriptor < DESCRIPTORS)
        atomic_store(&watched[descriptor], 0);
    return real(descriptor);
}
