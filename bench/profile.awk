# Sums perf's samples by part of the node. A stack counts for the first rule that one of its frames meets.
function close_sample() {
    if (stack == "") return
    all++
    if (stack ~ /libclrjit|TieredCompilation|\.NET Tiered|JIT_Patchpoint/) part = "just-in-time compilation"
    else if (stack ~ /libclrgc|\.NET BGC|\.NET Server GC|WKS::gc_heap|SVR::gc_heap|GCHeap/) part = "garbage collection"
    else if (stack ~ /fsync|fdatasync/) part = "SQLite: fsync"
    else if (stack ~ /vfs_write|vfs_read|pwrite64|pread64/) part = "SQLite: reading and writing the files"
    else if (stack ~ /sys_sendto|sys_sendmsg|sys_recvfrom|sys_recvmsg|tcp_v4_rcv/) part = "kernel: TCP"
    else if (stack ~ /epoll_wait|sched_yield|futex/) part = "kernel: waiting and waking"
    else if (stack ~ /libe_sqlite3/) part = "SQLite: statements"
    else if (stack ~ /Microsoft.Data.Sqlite|SQLitePCL/) part = "SQLite: driver"
    else if (stack ~ /Pushway.Storage/) part = "stores"
    else if (stack ~ /Pushway.Gateway|Pushway.Mqtt/) part = "gateway and MQTT"
    else if (stack ~ /Pushway.Core/) part = "pipeline"
    else if (stack ~ /Pushway.Server/) part = "REST slice"
    else if (stack ~ /System.Text.Json/) part = "JSON"
    else if (stack ~ /Kestrel|AspNetCore|HttpProtocol/) part = "Kestrel and ASP.NET Core"
    else if (stack ~ /SocketAsyncEngine|Sockets/) part = "sockets"
    else if (stack ~ /ThreadPool|PortableThreadPool|LowLevelLifo|Semaphore/) part = "thread pool"
    else part = "other"
    count[part]++
    stack = ""
}
/^[^ \t]/ { close_sample(); stack = $0; next }
{ stack = stack " " $0 }
END {
    close_sample()
    printf "%d samples\n", all
    for (part in count) printf "%5.1f %%  %s\n", 100 * count[part] / all, part | "sort -rn"
}
