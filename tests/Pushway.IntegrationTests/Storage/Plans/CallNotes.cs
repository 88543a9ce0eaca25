using System.Reflection;

namespace Pushway.IntegrationTests.Storage.Plans;

/// <summary>Passes the calls of a store on and notes which of its methods they were.</summary>
public class CallNotes : DispatchProxy
{
    private object _store = null!;
    private HashSet<MethodInfo> _called = null!;

    public static TStore Of<TStore>(TStore store, HashSet<MethodInfo> called)
        where TStore : class
    {
        var proxy = Create<TStore, CallNotes>();
        var notes = (CallNotes)(object)proxy;
        (notes._store, notes._called) = (store, called);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _called.Add(targetMethod!);
        return targetMethod!.Invoke(_store, args);
    }
}
