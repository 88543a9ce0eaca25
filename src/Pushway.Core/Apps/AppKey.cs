namespace Pushway.Core.Apps;

/// <summary>The number an app has inside one installation; every row of every table carries it.</summary>
public readonly record struct AppKey(int Value);
