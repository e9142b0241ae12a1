/* Preloaded into the server by the fault tests: the n-th call of a kind fails, once or for ever, and syncing may be slow.
   What to do stands in a small mapped file, so that a test arms it when the server is ready. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum Kind { kWrite = 1, kPwrite = 2, kSync = 4, kOpen = 8, kMalloc = 16 };

struct Orders {
    _Atomic int64_t kinds, at, is_sticky, error, calls, failed, sync_delay_us;
};

static struct Orders none;
static struct Orders* orders = &none;
static const char* folder;

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);

#define REAL(name) ((__typeof__(&name))real(#name))

static void* real(const char* name) {
    return dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void find_orders(void) {
    const char* path = getenv("FAULT_SHIM_ORDERS");
    folder = getenv("FAULT_SHIM_FOLDER");
    if (!path) return;
    const int fd = REAL(open)(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) _exit(99);
    void* place = mmap(NULL, sizeof(struct Orders), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (place == MAP_FAILED) _exit(99);
    orders = place;
    close(fd);
}

static int fails(int kind) {
    if (!(orders->kinds & kind)) return 0;
    const int64_t call = ++orders->calls, at = orders->at;
    if (call != at && !(orders->is_sticky && call > at)) return 0;
    ++orders->failed;
    errno = (int)orders->error;
    return 1;
}

static int is_file(int fd) {
    struct stat about;
    const int before = errno;
    const int is_regular = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    errno = before;
    return is_regular;
}

ssize_t write(int fd, const void* bytes, size_t size) {
    static __typeof__(&write) next;
    if (!next) next = REAL(write);
    if ((orders->kinds & kWrite) && is_file(fd) && fails(kWrite)) return -1;
    return next(fd, bytes, size);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
    static __typeof__(&pwrite) next;
    if (!next) next = REAL(pwrite);
    return fails(kPwrite) ? -1 : next(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
    static __typeof__(&pwrite64) next;
    if (!next) next = REAL(pwrite64);
    return fails(kPwrite) ? -1 : next(fd, bytes, size, at);
}

static void be_slow(void) {
    const int64_t delay = orders->sync_delay_us;
    const struct timespec pause = {delay / 1000000, delay % 1000000 * 1000};
    if (delay) nanosleep(&pause, NULL);
}

int fsync(int fd) {
    static __typeof__(&fsync) next;
    if (!next) next = REAL(fsync);
    be_slow();
    return fails(kSync) ? -1 : next(fd);
}

int fdatasync(int fd) {
    static __typeof__(&fdatasync) next;
    if (!next) next = REAL(fdatasync);
    be_slow();
    return fails(kSync) ? -1 : next(fd);
}

static int is_ours(const char* path) {
    return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int mode_of(int flags, va_list more) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, int) : 0;
}

int open(const char* path, int flags, ...) {
    static __typeof__(&open) next;
    if (!next) next = REAL(open);
    va_list more;
    va_start(more, flags);
    const int mode = mode_of(flags, more);
    va_end(more);
    return is_ours(path) && fails(kOpen) ? -1 : next(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    static __typeof__(&open64) next;
    if (!next) next = REAL(open64);
    va_list more;
    va_start(more, flags);
    const int mode = mode_of(flags, more);
    va_end(more);
    return is_ours(path) && fails(kOpen) ? -1 : next(path, flags, mode);
}

void* malloc(size_t size) {
    return fails(kMalloc) ? NULL : __libc_malloc(size);
}

void* calloc(size_t count, size_t size) {
    return fails(kMalloc) ? NULL : __libc_calloc(count, size);
}

void* realloc(void* place, size_t size) {
    return fails(kMalloc) ? NULL : __libc_realloc(place, size);
}
